package adversary

import (
	"fmt"
	"regexp"
	"strings"

	"cicerone/internal/text"
)

// Drift is how well Brazilian forms are told in European Portuguese: in the
// Portuguese sentences of a book's notes as they are, and as they would be
// written in Brazil.
type Drift struct {
	Own, OwnForms   int // sentences of the notes, and forms counted in them
	Rewritten, Told int // sentences that Brazil writes otherwise, and those told
}

// brazilian are words of Portugal with those of Brazil, written apart from the list
// that text.Brazilian goes by.
var brazilian = [][2]string{
	{"comboio", "trem"}, {"comboios", "trens"}, {"equipa", "equipe"}, {"registo", "registro"}, {"registos", "registros"}, {"contacto", "contato"}, {"facto", "fato"},
	{"autocarro", "ônibus"}, {"receção", "recepção"}, {"dezasseis", "dezesseis"}, {"dezassete", "dezessete"}, {"dezanove", "dezenove"}, {"catorze", "quatorze"},
	{"camião", "caminhão"}, {"polaco", "polonês"}, {"ecrã", "tela"}, {"planeado", "planejado"}, {"Amesterdão", "Amsterdã"}, {"Moscovo", "Moscou"}, {"desporto", "esporte"},
	{"cancro", "câncer"}, {"bebé", "bebê"}, {"utilizador", "usuário"}, {"pequeno-almoço", "café da manhã"}, {"connosco", "conosco"}, {"húmido", "úmido"}, {"aspeto", "aspecto"},
}

var (
	// openVowel is a vowel that Brazil closes: económico, António, fenómeno.
	openVowel = regexp.MustCompile(`[éó][mn][aeiou]`)
	closing   = strings.NewReplacer("é", "ê", "ó", "ô")
	// atIt is what somebody is at: "está a tocar".
	atIt = regexp.MustCompile(`\b(está|estão|estava|estavam|estar) a (\p{Ll}+)r\b`)
)

// inBrazil is a sentence of Portugal as it would be written in Brazil.
func inBrazil(s string) string {
	for _, pair := range brazilian {
		s = replaceWord(s, pair[0], pair[1])
	}
	s = openVowel.ReplaceAllStringFunc(s, closing.Replace)
	return atIt.ReplaceAllString(s, "$1 ${2}ndo")
}

// DriftIn measures on the notes of a book.
func DriftIn(book []Work) Drift {
	var d Drift
	for _, w := range book {
		for _, h := range w.Notes["pt"] {
			for _, s := range sentences(h) {
				own := len(text.Brazilian(s))
				d.Own++
				d.OwnForms += own
				if b := inBrazil(s); b != s {
					d.Rewritten++
					if len(text.Brazilian(b)) > own {
						d.Told++
					}
				}
			}
		}
	}
	return d
}

// Markdown says what was measured; shown is what visitors read of the model's
// Portuguese.
func (d Drift) Markdown(shown Portuguese) string {
	return fmt.Sprintf("European Portuguese: %d Brazilian words and forms counted in the %d sentences that the model wrote in Portuguese and visitors were shown. "+
		"The same count finds %d in the %d sentences of the notes themselves, and tells %d of the %d that would be written otherwise in Brazil when they are.\n",
		shown.Forms, shown.Sentences, d.OwnForms, d.Own, d.Told, d.Rewritten)
}

// Portuguese is how many sentences were shown in Portuguese, and how many Brazilian
// words and forms were in them.
type Portuguese struct{ Sentences, Forms int }

func (p *Portuguese) add(v Verdicts) {
	for _, s := range v.Shown {
		p.Sentences++
		p.Forms += len(text.Brazilian(s.Text))
	}
}
