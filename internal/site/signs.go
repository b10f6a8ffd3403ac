package site

import (
	"fmt"
	"path"
	"strings"

	"cicerone/internal/guide"
	"cicerone/web"

	"github.com/labstack/echo/v5"
)

// signsView is a work's video in a sign language. Nothing of it is fetched before
// somebody starts it.
type signsView struct {
	URL, Kind, Lang string
}

// signs sends a video in a sign language, as long as visitors may see it.
func (s *Site) signs(c *echo.Context) error {
	museum, err := s.findMuseum(c)
	if err != nil {
		return err
	}
	name := pathSegment(c, 2)
	if len(name) > guide.MaxRefRunes {
		return fmt.Errorf("video %q: %w", name, guide.ErrNotFound)
	}
	video, err := s.collection.SignVideo(c.Request().Context(), museum.ID, strings.TrimSuffix(name, path.Ext(name)))
	if err != nil {
		return err
	}
	if path.Ext(name) != guide.SignKinds[video.Kind] {
		return fmt.Errorf("video %q: %w", name, guide.ErrNotFound)
	}
	file, err := s.files.Get(video.SHA256)
	if err != nil {
		return err
	}
	defer file.Close()
	c.Response().Header().Set("Cache-Control", imageCache)
	web.ServeVideo(c.Response(), c.Request(), video.Kind, video.SHA256, file)
	return nil
}
