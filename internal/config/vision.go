package config

import "errors"

// Vision says which model looks at visitors' photographs.
type Vision struct {
	URL  string `placeholder:"URL" help:"An OpenAI-compatible chat server whose model sees pictures, such as AMALIA-VL's. Empty: the guide cannot be shown photographs."`
	Name string `help:"That model's name there."`
	Key  string `help:"Bearer key for that server, if it wants one."`
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
	return problems
}
