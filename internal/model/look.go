package model

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"

	"cicerone/internal/guide"
)

// part is a piece of a message that is more than text, by OpenAI's names.
type part struct {
	Type  string    `json:"type"`
	Text  string    `json:"text,omitempty"`
	Image *imageURL `json:"image_url,omitempty"`
}

type imageURL struct {
	URL string `json:"url"`
}

// Look is Chat with a model that sees: it is shown a JPEG picture after the words.
// Where the server does not count its tokens, those of the picture are left out:
// models differ in them twentyfold.
func (c *Client) Look(ctx context.Context, instructions, words string, jpeg []byte, onText func(delta string) error) error {
	body, err := json.Marshal(c.request([]message{
		{Role: "system", Content: instructions},
		{Role: "user", Content: []part{
			{Type: "text", Text: words},
			{Type: "image_url", Image: &imageURL{"data:image/jpeg;base64," + base64.StdEncoding.EncodeToString(jpeg)}},
		}},
	}))
	if err != nil {
		return fmt.Errorf("picture request: %w", err)
	}
	return c.exchange(ctx, guide.UseVision, body, bytesOf([]guide.Message{{Content: instructions}, {Content: words}}), onText)
}
