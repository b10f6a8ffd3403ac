package text

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Each case is a text whose sentences are parted by " / "; the text itself has
// a space there.
func TestSentences(t *testing.T) {
	for _, marked := range []string{
		// Portuguese
		"O coche foi feito em Roma em 1716. / Pertenceu a D. João V. / Está em Lisboa.",
		"O painel é do séc. XVI. / Mede c. 1,5 m (p. ex. a moldura). / A tábua é de carvalho.",
		"A igreja de S. Vicente fica na R. da Voz do Operário. / Abre às 10 h. / Fecha às 18 h.",
		"O n.º 12 da lista, fig. 3, é de S. Vicente. / O rei D. Afonso V morreu em 1481.",
		"Foi o Dr. José de Figueiredo quem o publicou. / A Sr.ª Maria J. Santos doou-o.",
		"Restaurado por Luciano Freire (inv. 1361 Pint.; cat. 1956, p. 12). / Desde 1912 está no museu.",
		"A coleção foi de John I. H. Baur, na 1.ª ed. Lisboa, 1912.",
		"The immortal Kinkô (Ch. Kingao) rides a carp. / So do Sts. Peter and Paul.",
		"Era o século V. / O império caíra.",
		"O rei Carlos I. / Depois dele, a república.",
		"«Que é isto?» perguntou o rei. / Ninguém respondeu… / Depois, silêncio.",
		"«Que é isto?» / Perguntou-o o rei.",
		"Data do séc. II a.C. / O templo é posterior. / Em 44 a. C. morreu César.",
		"A tela mede 2 m. / A moldura, 2,5 m. / O conjunto pesa 1.500 kg.",
		"Há azulejos, talha, etc. / O resto perdeu-se.",
		"A obra (1.ª versão de 1870) é de Silva Porto. / O 2.º estudo é de Marques de Oliveira.",
		"Francisco Henriques (?) pintou o retábulo. / Morreu em 1518 (?).",
		"O texto diz: «[…] El-Rei mandou fazer». / […] O resto é ilegível.",
		"Foi pintado em 1506.[3] / Restaurado em 1910.¹ / Exposto em 1940.",
		"A figura está de pé. / Representa São Jorge.",
		"Visite museu.pt ou escreva para geral@museu.pt. / A entrada é livre!",
		"Que bela peça!... / Quem a fez?! / Não se sabe.",
		"— Quem és? — perguntou o rei. / — Ninguém.",
		"O mestre Fr. Bartolomeu e o Pe. António. / Ambos eram jesuítas.",
		// English
		"Turner, J. M. W. Turner, painted it. / Dr. Silva bought it in St. Ives. / Why? / Nobody knows!",
		"It weighs 3.5 kg. / See no. 5, pl. XII, for details. / He said no. / They left.",
		"The U.S. Navy gave it. / It was shown in the U.S. / The frame is new.",
		"Made for Philip II. / The coach is Spanish, e.g. the wheels, i.e. all four.",
		"“What is it?” he asked. / “I don’t know.” / She left.",
		"It is a work of art. / The light is on. / Visitors love the cat. / A dog sleeps.",
		"He died c. 1525. / Mr. Smith, of Smith & Co., found it at 5 p.m. / Nobody saw it.",
		"It dates from the 1870's. / His interests were the women's. / Let n be n. / It is 12 mm. / Nobody knows.",
		"(It was restored in 1910.) / Nothing else is known.",
		"The panel (is it by Gonçalves?) Scholars disagree.",
		"Silva et al. (2003) disagree. / So do Costa et al. / The debate goes on.",
		"Wait . . . / There is more.",
		// Spanish, French, Italian, German
		"¿Quién lo pintó? / Lo pintó el Sr. D. Diego Velázquez en el s. XVII. / ¡Qué maravilla!",
		"Qui l’a peint ? / « Moi ! » répondit M. Dupont. / On l’a vendu en 1900.",
		"Il a dit : « C’est fini. » / Puis il partit.",
		"Opera del sec. XVI, inv. n. 12, della chiesa di S. Maria. / È in marmo.",
		"Das Bild entstand im 15. Jahrhundert. / Am 5. Mai 1890 kam es nach Lissabon. / Es misst ca. 2 m.",
		"„Was ist das?“ fragte er. / „Ein Bild.“ / Er ging. / »Komm«, sagte sie.",
		// what looks like a sentence and is none
		"... e depois",
		"1. Retrato de homem",
		"IV. Técnica e material",
		". . . .",
		"Sem ponto final",
	} {
		s := strings.ReplaceAll(marked, " / ", " ")
		want := strings.Split(marked, " / ")
		if diff := cmp.Diff(want, parts(s, Sentences(s))); diff != "" {
			t.Errorf("Sentences(%q): -want +got\n%s", s, diff)
		}
	}
}

func TestSentencesOfLines(t *testing.T) {
	wrapped := "Os Painéis de São Vicente são seis pinturas a óleo, atribuídas a Nuno\n" +
		"Gonçalves, pintor do rei. Cinquenta e oito pessoas rodeiam um santo que\n" +
		"aparece duas vezes."
	for name, test := range map[string]struct {
		text string
		want []string
	}{
		"record":        {"Autor: Fábrica Pleyel\nMaterial: madeira | marfim\nProcedência: Serro (MG)", []string{"Autor: Fábrica Pleyel", "Material: madeira | marfim", "Procedência: Serro (MG)"}},
		"long value":    {"Descrição: Piano de cauda. Tem três pedais.\nAutor: Pleyel", []string{"Descrição: Piano de cauda.", "Tem três pedais.", "Autor: Pleyel"}},
		"wrapped prose": {wrapped, []string{"Os Painéis de São Vicente são seis pinturas a óleo, atribuídas a Nuno\nGonçalves, pintor do rei.", "Cinquenta e oito pessoas rodeiam um santo que\naparece duas vezes."}},
		"heading line":  {"Técnica\n" + wrapped[:len("Os Painéis de São Vicente são seis pinturas a óleo, atribuídas a Nuno\n")-1] + ".", []string{"Técnica", "Os Painéis de São Vicente são seis pinturas a óleo, atribuídas a Nuno."}},
		"blank line":    {"sem ponto\n\ne outra vez", []string{"sem ponto", "e outra vez"}},
		"list":          {"Materiais:\n- carvalho\n- ouro\n1. um\n2. dois\na) três", []string{"Materiais:", "- carvalho", "- ouro", "1. um", "2. dois", "a) três"}},
		"continuation":  {"Uma linha\nque continua aqui. Outra.", []string{"Uma linha\nque continua aqui.", "Outra."}},
		"comma":         {"Museu Nacional,\nLisboa", []string{"Museu Nacional,\nLisboa"}},
		"inscription":   {"AVE MARIA\nGRATIA PLENA", []string{"AVE MARIA", "GRATIA PLENA"}},
		"table":         {"| Sala | Obra |\n| 1 | Painéis |", []string{"| Sala | Obra |", "| 1 | Painéis |"}},
	} {
		if diff := cmp.Diff(test.want, parts(test.text, Sentences(test.text))); diff != "" {
			t.Errorf("%s: -want +got\n%s", name, diff)
		}
	}
}

// parts are the parts of s that the spans cover.
func parts(s string, spans []Span) []string {
	var out []string
	for _, sp := range spans {
		out = append(out, Slice(s, sp))
	}
	return out
}
