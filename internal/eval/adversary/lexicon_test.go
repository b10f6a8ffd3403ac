package adversary

import lx "cicerone/internal/lexicon"

func lexicon(word, lang, to string) []string {
	var out []string
	for _, s := range lx.Senses(word, lang, []string{to}) {
		out = append(out, s.Term)
	}
	return out
}
