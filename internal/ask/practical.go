package ask

import (
	"strings"

	"cicerone/internal/text"
)

// practical is a question about the visit itself. It is answered from the
// museum's visit notes alone, whatever works share its words: "a que horas
// abre?" is not about a painting in which a door opens.
type practical struct {
	asks  []string // how the words that ask it begin, folded and without marks
	words string   // what visit notes call it, added to the search
}

// practicals are what visitors ask at every museum's desk.
var practicals = []practical{
	{words: "horário aberto aberta fecha opening hours open close horario abierto ouverture horaires orari apertura Öffnungszeiten",
		asks: []string{"a que horas", "horario", "quando abre", "quando fecha", "esta aberto", "esta aberta", "opening hours", "opening times", "what time do", "what time is", "when do you open", "when do you close", "are you open",
			"a que hora", "abierto", "horaires", "quelle heure", "ouvert", "orari", "che ora", "aperto", "offnungszeiten", "geoffnet", "wann offnet", "wann schlie"}},
	{words: "bilhete bilhetes entrada gratuita preço ticket tickets admission free entrada precio billet tarif biglietto Eintritt",
		asks: []string{"bilhete", "quanto custa a entrada", "entrada e gratuita", "precos", "preco do bilhete", "preco da entrada", "ticket", "admission", "entrance fee", "how much is it to", "entrada gratis", "cuanto cuesta", "billet", "tarif", "biglietto", "ingresso", "eintritt"}},
	{words: "chegar morada address getting here directions llegar adresse arrivare Anfahrt",
		asks: []string{"como chego", "como chegar", "como se chega", "morada do museu", "get here", "getting here", "how do i get to the museum", "como llego", "como llegar", "comment venir", "come arrivo", "come arrivare", "anfahrt"}},
	{words: "acessibilidade leitores ecrã accessibility wheelchair screen readers accesibilidad accessibilité accessibilità Barrierefreiheit",
		asks: []string{"cadeira de rodas", "acessibilidade", "acessivel", "elevador", "wheelchair", "accessib", "step free", "silla de ruedas", "accesib", "fauteuil roulant", "sedia a rotelle", "rollstuhl", "barrierefrei"}},
	{words: "famílias crianças families children niños enfants bambini Kinder",
		asks: []string{"com criancas", "para criancas", "carrinho de bebe", "for children", "with children", "with kids", "for kids", "pushchair", "con ninos", "para ninos", "avec des enfants", "pour les enfants", "con bambini", "per bambini", "mit kindern", "fur kinder"}},
	{words: "fotografias fotografar flash photography photographs photos fotografías photographier fotografie fotografieren",
		asks: []string{"tirar fotografias", "tirar fotos", "posso fotografar", "pode fotografar", "take photo", "take picture", "photograph inside", "photography allowed", "hacer fotos", "sacar fotos", "prendre des photos", "fare foto", "fotos machen", "fotografieren"}},
	{words: "casas de banho bengaleiro toilets cloakroom aseos toilettes bagni Toiletten",
		asks: []string{"casa de banho", "casas de banho", "lavabo", "wc", "bengaleiro", "toilet", "restroom", "bathroom", "cloakroom", "aseos", "bano", "guardarropa", "toilette", "vestiaire", "bagno", "guardaroba", "garderobe"}},
	{words: "café cafetaria loja cafe shop cafetería boutique caffè negozio Laden",
		asks: []string{"cafetaria", "ha cafe", "tem cafe", "onde posso comer", "restaurante", "loja do museu", "is there a cafe", "coffee shop", "where can i eat", "museum shop", "gift shop", "hay cafeteria", "donde puedo comer", "y a t il un cafe", "boutique du musee", "c e un bar", "gibt es ein cafe", "museumsshop"}},
	{words: "quanto tempo salas peças duas horas how long takes rooms two hours cuánto tiempo combien de temps quanto tempo Dauer",
		asks: []string{"quanto tempo demora a visita", "quanto tempo dura a visita", "quanto tempo preciso", "how long does the visit", "how long does it take", "how long should", "cuanto tiempo", "combien de temps", "quanto tempo ci vuole", "wie lange dauert"}},
}

// findPractical returns the practical question that asked is, or nil. A
// question that names a work is never one.
func findPractical(asked question) *practical {
	if asked.object != "" || named(asked) {
		return nil
	}
	said := ""
	for _, w := range text.Words(asked.text) {
		said += " " + w.Text
	}
	for i, p := range practicals {
		for _, phrase := range p.asks {
			if strings.Contains(said, " "+phrase) {
				return &practicals[i]
			}
		}
	}
	return nil
}
