package config

import "errors"

// Vision says which model looks at visitors' photographs.
type Vision struct {
	URL  string `placeholder:"URL" help:"An OpenAI-compatible chat server whose model sees pictures, such as AMALIA-VL's. Empty: the guide cannot be shown photographs."`
	Name string `help:"That model's name there."`
	Key  string `help:"Bearer key for that server, if it wants one."`

	PriceIn  float64 `help:"What a thousand tokens read there cost, for the metrics."`
	PriceOut float64 `help:"What a thousand tokens written there cost."`
}

func (v Vision) check() (problems []error) {
	if v.URL == "" {
		return nil
	}
	if !isURL(v.URL, "http", "https") {
		problems = append(problems, errors.New("CICERONE_VISION_URL: is not an http:// or https:// address"))
	}
	if v.Name == "" {
		problems = append(problems, errors.New("CICERONE_VISION_NAME: is empty; give the model's name on the server"))
	}
	if v.PriceIn < 0 || v.PriceOut < 0 {
		problems = append(problems, errors.New("CICERONE_VISION_PRICE_IN: and CICERONE_VISION_PRICE_OUT must not be less than nothing"))
	}
	return problems
}
