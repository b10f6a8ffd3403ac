package web

import (
	"fmt"
	"path"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// bundled are the files that visitors' phones fetch first: what they import is
// put into them, and all that only people need to read is left out. The rest of
// the folder is served as it was written.
var bundled = []string{"js/visitor.js", "css/visitor.css"}

// bundle makes the bundled files out of the folder's contents.
func bundle(contents map[string][]byte) map[string][]byte {
	out := map[string][]byte{}
	for _, name := range bundled {
		result := api.Build(api.BuildOptions{
			EntryPoints: []string{name},
			Bundle:      true,
			Format:      api.FormatESModule,
			// Browsers of 2022: what half of the phones in a queue have is newer.
			Engines: []api.Engine{
				{Name: api.EngineChrome, Version: "105"}, {Name: api.EngineSafari, Version: "15.4"}, {Name: api.EngineFirefox, Version: "110"},
			},
			MinifyWhitespace: true, MinifyIdentifiers: true, MinifySyntax: true,
			LegalComments: api.LegalCommentsNone,
			Charset:       api.CharsetUTF8,
			Plugins:       []api.Plugin{fromMemory(contents)},
			LogLevel:      api.LogLevelSilent,
		})
		if len(result.Errors) > 0 || len(result.OutputFiles) != 1 {
			panic(fmt.Sprintf("web: bundling %s: %v", name, result.Errors)) // a test bundles them too
		}
		out[name] = result.OutputFiles[0].Contents
	}
	return out
}

// fromMemory has esbuild read the folder's contents and nothing else. Addresses
// in style sheets stay as they are.
func fromMemory(contents map[string][]byte) api.Plugin {
	const here = "folder"
	return api.Plugin{Name: here, Setup: func(b api.PluginBuild) {
		b.OnResolve(api.OnResolveOptions{Filter: `.*`}, func(a api.OnResolveArgs) (api.OnResolveResult, error) {
			if a.Kind == api.ResolveCSSURLToken {
				return api.OnResolveResult{Path: a.Path, External: true}, nil
			}
			name := a.Path
			if a.Importer != "" {
				name = path.Join(path.Dir(a.Importer), a.Path)
			}
			return api.OnResolveResult{Path: name, Namespace: here}, nil
		})
		b.OnLoad(api.OnLoadOptions{Filter: `.*`, Namespace: here}, func(a api.OnLoadArgs) (api.OnLoadResult, error) {
			data, ok := contents[a.Path]
			if !ok {
				return api.OnLoadResult{}, fmt.Errorf("%s is not in the folder", a.Path)
			}
			text, loader := string(data), api.LoaderJS
			if strings.HasSuffix(a.Path, ".css") {
				loader = api.LoaderCSS
			}
			return api.OnLoadResult{Contents: &text, Loader: loader}, nil
		})
	}}
}
