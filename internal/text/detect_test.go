package text

import "testing"

func TestDetect(t *testing.T) {
	for want, texts := range map[string][]string{
		"pt": {"Quem pintou isto?", "Onde fica a casa de banho?", "Quem fez a custódia?", "De que é feita a Custódia de Belém?", "Em que ano foi descoberto?",
			"O que representa o painel do Infante?", "Fala-me do coche dos oceanos", "e quem o pintou", "onde e a saida", "Quanto custa a entrada?"},
		"en": {"Who painted this?", "When was it made?", "What is the Belém Monstrance made of?", "Which works here show the sea?", "Where is the Custódia de Belém from?",
			"Tell me about the coach of Philip II", "where are the toilets", "May I take photographs?"},
		"es": {"¿Quién pintó este cuadro?", "Cuánto cuesta la entrada", "donde estan los baños", "¿De qué siglo es el retablo?"},
		"fr": {"Qui a peint ce tableau ?", "Combien coûte l'entrée ?", "où sont les toilettes", "De quel siècle est le retable ?", "Qu’ont en commun « Adoração dos Magos » et « Painéis de São Vicente » ?"},
		"it": {"Chi ha dipinto questo quadro?", "Quanto costa il biglietto?", "dov'è il bagno", "Di che secolo è la pala d'altare?"},
		"de": {"Wer hat dieses Bild gemalt?", "In welchem Jahr wurde die Kutsche gebaut", "wo sind die Toiletten", "Was kostet der Eintritt?", "Was haben „Adoração dos Magos“ und „Painéis de São Vicente“ gemeinsam?"},
		"el": {"Ποιος ζωγράφισε αυτόν τον πίνακα;"},
		"ru": {"Кто написал эту картину?"},
		"ja": {"この絵は誰が描いたのですか"},
		"ro": {"Pictura se află în muzeu din anul o mie nouă sute și a fost restaurată de către o echipă de specialiști, care au descoperit sub vernis o inscripție veche."},
	} {
		for _, s := range texts {
			if got, _ := Detect(s, "xx"); got != want {
				t.Errorf("Detect(%q) = %s, want %s", s, got, want)
			}
		}
	}
}

func TestDetectOwnsUpToGuessing(t *testing.T) {
	for _, s := range []string{"", "?", "Guernica", "CG-001", "wc"} {
		if got, sure := Detect(s, "pt"); got != "pt" || sure {
			t.Errorf("Detect(%q) = %s, sure %v; want the fallback, unsure", s, got, sure)
		}
	}
	for _, fallback := range []string{"pt", "it"} { // said in both
		if got, sure := Detect("quanto?", fallback); got != fallback || sure {
			t.Errorf("Detect of a tie = %s, sure %v; want %s, unsure", got, sure, fallback)
		}
	}
	if _, sure := Detect("Quem pintou este quadro e em que ano?", "en"); !sure {
		t.Error("a whole question is not sure")
	}
}

func TestCode(t *testing.T) {
	for tag, want := range map[string]string{
		"pt": "pt", "PT-pt": "pt", "pt_BR": "pt", "por": "pt", "ger": "de", "": "", "portuguese": "", "xx": "", "Latim": "", "und": "",
	} {
		if got := Code(tag); got != want {
			t.Errorf("Code(%q) = %q, want %q", tag, got, want)
		}
	}
}
