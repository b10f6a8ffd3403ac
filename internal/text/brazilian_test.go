package text

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestBrazilian(t *testing.T) {
	for s, want := range map[string][]string{
		"O homem está a tocar guitarra e a mulher escuta-o.":          nil,
		"O homem está tocando guitarra.":                              {"está tocando"},
		"Os apóstolos ESTAVAM ajoelhando-se.":                         {"ESTAVAM ajoelhando"},
		"O vale está lindo quando o sol se põe; estava findo o dia.":  nil,
		"O comboio chegou; a equipa registou o património económico.": nil,
		"O trem chegou; a equipe registrou o patrimônio econômico.":   {"trem", "equipe", "patrimônio", "econômico"},
		"Você pode ver a tela no ônibus.":                             {"Você", "ônibus"},
		"Vocês podem ver o fato do rei, no estômago da fêmea.":        nil,
		"Tem dezesseis figuras, e bilhões de grãos.":                  {"dezesseis", "bilhões"},
		"Tem dezasseis figuras.":                                      nil,
		"Me parece que Antônio pintou. Lhe deram o prêmio.":           {"Me parece", "Antônio", "Lhe deram", "prêmio"},
		"Parece-me que António pintou e lhe deram o prémio.":          nil,
		"":   nil,
		"Me": nil,
		"The painter is crossing the field with a gondola, and Me too is a title.": {"Me too"},
	} {
		if diff := cmp.Diff(want, Brazilian(s)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", s, diff)
		}
	}
}
