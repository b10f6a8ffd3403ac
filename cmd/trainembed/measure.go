package main

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"os"
	"path/filepath"
	"strings"

	"cicerone/internal/embed"
)

// set is questions in one language asked of passages in another.
type set struct {
	folder, questions, passages string
}

func (s set) String() string {
	if s.questions == s.passages {
		return s.folder + " " + s.questions
	}
	return s.folder + " " + s.questions + "→" + s.passages
}

func measuredSets() []set {
	sets := []set{{"squad_pt_dev", "pt", "pt"}, {"faquad", "pt", "pt"}}
	known := []string{"pt", "en", "es", "de", "it"}
	for _, passages := range known {
		for _, questions := range known {
			sets = append(sets, set{"xquad", questions, passages})
		}
	}
	return sets
}

// score is the share of questions whose own passage came first: of those of the
// dev half (whose ids hash to even numbers) and of the others.
type score struct {
	set       set
	dev, held float64
}

type qaLine struct {
	ID, Text, Question string
	ContextID          string `json:"context_id"`
}

// measure asks with the embedding alone: the cosine of the whole passage plus
// that of its best window.
func measure(model embed.Model, qa string, each func(score)) error {
	type passage struct {
		id      string
		vector  []float32
		windows []byte
	}
	passages := map[string][]passage{}
	for _, s := range measuredSets() {
		at := filepath.Join(qa, s.folder, "passages."+s.passages+".jsonl.gz")
		if passages[at] == nil {
			lines, err := readLines(at)
			if err != nil {
				return err
			}
			for _, line := range lines {
				vector, windows := model.Passage(line.Text)
				passages[at] = append(passages[at], passage{line.ID, vector, windows})
			}
		}
		questions, err := readLines(filepath.Join(qa, s.folder, "questions."+s.questions+".jsonl.gz"))
		if err != nil {
			return err
		}
		var asked, first [2]float64
		there := map[string]bool{}
		for _, p := range passages[at] {
			there[p.id] = true
		}
		for _, q := range questions {
			own := strings.Replace(q.ContextID, "-"+s.questions+"-", "-"+s.passages+"-", 1)
			if !there[own] {
				continue // the Italian part lacks some
			}
			v := model.Question(q.Question)
			best, bestID := -10.0, ""
			for _, p := range passages[at] {
				if c := cosine(v, p.vector) + embed.Nearest(v, p.windows); c > best {
					best, bestID = c, p.id
				}
			}
			h := fnv.New32a()
			h.Write([]byte(q.ID))
			half := h.Sum32() % 2
			asked[half]++
			if bestID == own {
				first[half]++
			}
		}
		each(score{s, first[0] / asked[0], first[1] / asked[1]})
	}
	return nil
}

func cosine(a, b []float32) float64 { return float64(dot(a, b)) }

// means are the scores of sets in one language, of sets across two, and of those
// across two whose passages are Portuguese.
func means(scores []score) (same, cross, toPortuguese score) {
	var counts [3]float64
	sums := [3]*score{&same, &cross, &toPortuguese}
	add := func(i int, s score) {
		sums[i].dev += s.dev
		sums[i].held += s.held
		counts[i]++
	}
	for _, s := range scores {
		if s.set.questions == s.set.passages {
			add(0, s)
			continue
		}
		add(1, s)
		if s.set.passages == "pt" {
			add(2, s)
		}
	}
	for i, s := range sums {
		s.dev /= max(1, counts[i])
		s.held /= max(1, counts[i])
	}
	return same, cross, toPortuguese
}

func readLines(path string) ([]qaLine, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	unpacked, err := gzip.NewReader(file)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	var lines []qaLine
	scanner := bufio.NewScanner(unpacked)
	scanner.Buffer(nil, 1<<20)
	for scanner.Scan() {
		var line qaLine
		if err := json.Unmarshal(scanner.Bytes(), &line); err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		lines = append(lines, line)
	}
	return lines, scanner.Err()
}
