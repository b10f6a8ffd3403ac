package main

import (
	"bytes"
	"fmt"
	"time"
)

// report tells what was learned from, how it went, and how well questions find
// their passages, as Markdown.
func report(o *options, t trained, scores []score, took time.Duration) []byte {
	var b bytes.Buffer
	m := t.material
	fmt.Fprintf(&b, `# The built-in embedding

Made by

    go run ./cmd/trainembed --data DIR --seed %d --steps %d --dims %d --buckets %d

in %v, measuring not counted. The same data on the same kind of machine make the same weights, to the last bit.

## Learned from

| what | how much | languages | licence |
|---|---|---|---|
| sentences of the Python documentation and of TICO-19 | %d | pt en, pt en es fr | CC0 1.0 |
| sentences of STS-B, machine-translated | %d | all six | CC BY-SA 4.0 |
| pairs of them that mean nearly the same (score %.1f and more) | %d | all six | CC BY-SA 4.0 |
| concepts of the open wordnets | %d | all six | CC BY-SA, CC BY 3.0, ODC-BY, CeCILL-C |
| questions on %d paragraphs (SQuAD's training part, a sample) | %d | pt | MIT; CC BY-SA 4.0 |
| museum records and essays, and those paragraphs | %d | pt en | CC0 1.0; CC BY 4.0 |
| frequencies of words in film subtitles | 50,000 a language | all six | CC BY-SA 4.0 |

Left out for want of a stated licence: the Spanish and French Python documentation, the ASSIN corpora. NOTICE names the
origin of each.

## How it went

Loss (InfoNCE, natural logarithm; chance is %.2f) over the last thirty batches or so of each source:

| source | share of batches | loss |
|---|---|---|
`, o.Seed, o.Steps, o.Dims, o.Buckets, took.Round(time.Second), len(m.parallel), len(m.sixfold), nearlyTheSame, len(m.pairs), len(m.synsets),
		len(m.passages), len(m.questions), len(m.texts), chanceLoss)
	for _, l := range t.losses {
		fmt.Fprintf(&b, "| %s | %.2f | %.2f |\n", l.source, l.share, l.last)
	}
	fmt.Fprintf(&b, `
%d words and %d buckets of %d dimensions, four bits each: %.1f MB.

## What it finds

Share of questions whose own passage comes first by the embedding alone (cosine of the whole plus that of its best window
of twenty words). Settings were chosen by the dev half alone (questions whose ids hash to an even number).

| questions → passages | dev half | other half |
|---|---|---|
`, t.rows, o.Buckets, o.Dims, float64(len(t.file))/1e6)
	same, cross, toPortuguese := means(scores)
	for _, s := range scores {
		fmt.Fprintf(&b, "| %s | %.3f | %.3f |\n", s.set, s.dev, s.held)
	}
	for _, mean := range []struct {
		name string
		score
	}{{"one language", same}, {"two languages", cross}, {"another language into Portuguese", toPortuguese}} {
		fmt.Fprintf(&b, "| **mean, %s** | **%.3f** | **%.3f** |\n", mean.name, mean.dev, mean.held)
	}
	return b.Bytes()
}

// chanceLoss is that of a model that knows nothing: the logarithm of batchSize.
const chanceLoss = 5.55
