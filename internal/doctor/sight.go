package doctor

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"regexp"
	"strings"
	"time"

	"cicerone/internal/guide"
	"cicerone/internal/model"
)

var red = regexp.MustCompile(`(?i)\b(red|vermelh\w*|encarnad\w*)\b`)

// Sight examines a chat server whose model is to look at photographs: is it
// there, and does it see that a red picture is red.
func Sight(ctx context.Context, part, setting string, cfg model.Config) Report {
	var r Report
	var call guide.ModelCall
	cfg.Observe = func(c guide.ModelCall) { call = c }
	client, err := model.New(cfg)
	if err != nil {
		r.fail(part, "Mend "+setting+".", "The settings are wrong: %v.", err)
		return r
	}
	if !r.listed(ctx, part, setting, cfg.Name, client) {
		return r
	}
	picture, err := redPicture()
	if err != nil {
		r.fail(part, "Report this: it is a fault of the program.", "No picture could be made to try it with: %v.", err)
		return r
	}
	var said strings.Builder
	err = client.Look(ctx, "You describe pictures in one short sentence.", "Which colour is this picture?", picture, func(delta string) error {
		said.WriteString(delta)
		return nil
	})
	switch {
	case err != nil && !errors.Is(err, guide.ErrCut):
		r.fail(part, "See the server's own log: a model that cannot see refuses pictures.", "It does not look at pictures: %v.", err)
	case !red.MatchString(said.String()):
		r.fail(part, "Use a model that sees, such as AMALIA-VL; llama.cpp needs its --mmproj file.", "It was shown a red picture and did not see that it is red.")
	default:
		r.well(part, "It sees pictures: an answer took %s.", call.Total.Round(time.Millisecond))
	}
	return r
}

func redPicture() ([]byte, error) {
	m := image.NewRGBA(image.Rect(0, 0, 224, 224)) // the size at which small vision models look
	draw.Draw(m, m.Rect, image.NewUniform(color.RGBA{220, 20, 20, 255}), image.Point{}, draw.Src)
	var out bytes.Buffer
	err := jpeg.Encode(&out, m, nil)
	return out.Bytes(), err
}
