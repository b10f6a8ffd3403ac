package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"time"

	"github.com/alecthomas/kong"

	"cicerone/cmd/trainembed/corpus"
	"cicerone/internal/embed"
)

// options are the flags. What is not among them is a constant beside its reason.
type options struct {
	Data    string `help:"Folder with train/, museum/ and qa/." required:"" type:"existingdir"`
	Out     string `help:"File of weights." default:"internal/embed/model.bin"`
	Report  string `help:"Report to write after learning." default:"docs/eval/embedding.md"`
	Measure bool   `help:"Measure the file of weights and learn nothing."`
	Seed    uint64 `help:"Where chance begins." default:"1"`
	Steps   int    `help:"Batches to learn from." default:"3000"`
	Dims    int    `help:"Dimensions of a vector." default:"256"`
	Buckets int    `help:"Rows that the parts of words share." default:"65536"`
}

func main() {
	var o options
	k := kong.Parse(&o, kong.Description("Learns the built-in embedding from open data."))
	k.FatalIfErrorf(o.Run())
}

// Run learns and measures, or only measures.
func (o *options) Run() error {
	if o.Measure {
		file, err := os.ReadFile(o.Out)
		if err != nil {
			return err
		}
		_, err = o.measure(file)
		return err
	}
	began := time.Now()
	t, err := o.train()
	if err != nil {
		return err
	}
	if err := os.WriteFile(o.Out, t.file, 0o644); err != nil {
		return err
	}
	took := time.Since(began)
	scores, err := o.measure(t.file)
	if err != nil {
		return err
	}
	return os.WriteFile(o.Report, report(o, t, scores, took), 0o644)
}

// trained is what came of learning.
type trained struct {
	material *material
	rows     int // of the vocabulary
	losses   []loss
	file     []byte
}

// loss is how well the pairs of one source are told from others in the end, a
// mean over some thirty batches.
type loss struct {
	source      string
	share, last float64
}

const (
	// commonness is a of a/(a+p), the weight of a word of frequency p
	// (Arora and others, 2017).
	commonness = 5e-4
	// Rates of learning fall in a straight line from the first to the last.
	firstRate, lastRate, gainRate = .05, .001, .02
)

func (o *options) train() (trained, error) {
	data := corpus.Data(o.Data)
	frequencies, err := data.Frequencies()
	if err != nil {
		return trained{}, err
	}
	dict := &dictionary{ids: map[string]int32{}, buckets: o.Buckets, frequencies: frequencies, commonness: commonness}
	m, err := readMaterial(data, dict)
	if err != nil {
		return trained{}, err
	}
	t := trained{material: m, rows: dict.chooseVocabulary(m.lemmas)}
	fmt.Printf("%d words seen, %d in the vocabulary; learning which words translate which\n", len(dict.entries), t.rows)
	translations := newTranslator(m)
	if err := translations.learn(data); err != nil {
		return trained{}, err
	}
	rng := rand.New(rand.NewPCG(o.Seed, 0))
	n := newNet(dict, t.rows, o.Dims, rng)
	n.start(translations)
	t.losses = o.learn(n, newDrawer(m, translations, rng))
	t.file = n.table().Pack()
	return t, nil
}

// lossMemory is how much the latest batch counts in a source's running loss.
const lossMemory = .03

func (o *options) learn(n *net, d *drawer) []loss {
	losses := make([]loss, len(d.sources))
	batches := make([]int, len(d.sources))
	for i, s := range d.sources {
		losses[i] = loss{source: s.name, share: s.share}
	}
	began, shown := time.Now(), time.Now()
	for step := range o.Steps {
		left := 1 - float64(step)/float64(o.Steps)
		from, b := d.batch()
		l := n.step(b, float32(lastRate+(firstRate-lastRate)*left), float32(gainRate*left))
		batches[from]++
		weight := max(lossMemory, 1/float64(batches[from]))
		losses[from].last += weight * (l - losses[from].last)
		if time.Since(shown) > 5*time.Second || step == o.Steps-1 {
			shown = time.Now()
			each := time.Since(began) / time.Duration(step+1)
			fmt.Printf("step %d of %d, %v left, loss of %s %.3f\n", step+1, o.Steps,
				(each * time.Duration(o.Steps-step-1)).Round(time.Second), losses[from].source, losses[from].last)
		}
	}
	return losses
}

// measure asks the qa packs with a file of weights.
func (o *options) measure(file []byte) ([]score, error) {
	model, err := embed.Open(file)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", o.Out, err)
	}
	var scores []score
	err = measure(model, filepath.Join(o.Data, "qa"), func(s score) {
		scores = append(scores, s)
		fmt.Printf("%-16s %.3f / %.3f\n", s.set, s.dev, s.held)
	})
	same, cross, toPortuguese := means(scores)
	for name, s := range map[string]score{"one language": same, "two languages": cross, "into Portuguese": toPortuguese} {
		fmt.Printf("%-16s %.3f / %.3f\n", name, s.dev, s.held)
	}
	return scores, err
}
