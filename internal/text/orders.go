package text

import (
	"regexp"
	"strings"
)

// orderShapes are sentences that give a language model orders, folded, with one
// space between words and no other marks: to forget its rules, to take another
// role, to answer in one way only, to say or to read out something. Where notes
// use the same verbs ("the painter ignored the rules of perspective") the order
// has to open the sentence or to speak of "your" or of "previous" instructions.
var orderShapes = compile(
	// Forget the rules.
	opening+forgetting+` (?:\S+ ){0,4}?`+rules+`\b`,
	`\b`+forgetting+` (?:\S+ ){0,4}?`+yours+` (?:\S+ )?`+rules+`\b`,
	`\b`+forgetting+` (?:\S+ ){0,4}?`+rules+` (?:\S+ )?(?:anteriores?|previas|precedentes|precedenti|above|acima|de arriba|ci dessus)\b`,
	opening+forgetting+` (?:tudo|everything|todo|tout|tutto|alles) (?:o que|you|all|that|above|before|lo|ce|quello|cio|was)\b`,
	// Be somebody else.
	`\b(?:a partir de agora|de agora em diante|from now on|a partir de ahora|de ahora en adelante|a partir de maintenant|desormais|d ora in poi|da ora in poi|ab jetzt|ab sofort|von nun an) (?:es|tu|voce|responde|fala|falas|age|so respond\S+|you|answer|reply|respond|speak|act|only answer|eres|habla|actua|reponds|repondez|parle|parlez|sei|rispondi|parla|bist|antworte|antwortest|sprich|sprichst)\b`,
	opening+`(?:finge que es|faz de conta que es|age como (?:se|um)|pretend (?:to be|that you|you)|act as (?:a|an|if)|finge (?:ser|que eres)|actua como|haz como si|fais comme si tu|comporte toi comme|fais semblant d|fingi di essere|comportati come|agisci come|tu so als|verhalte dich wie)\b`,
	// Answer only so.
	opening+`(?:answer|reply|respond|responde|responda|respondam|contesta|conteste|reponds|repondez|rispondi|rispondete|risponda|antworte|antworten sie) (?:so|apenas|somente|sempre|only|just|always|solo|solamente|unicamente|siempre|seulement|uniquement|toujours|soltanto|sempre|nur|immer|ausschliesslich|com|with|con|avec|mit|em|in|en|auf) \S`,
	// Say, read out.
	opening+`(?:diz|diga|digam|say|di|dis|dites|sag|sage|sagen sie|tell (?:everyone|everybody|them|people|visitors?|the visitors?)) (?:que|that|dass)\b`,
	opening+`(?:repete|repita|repeat|repite|repitan|repetez|ripeti|wiederhole|print|output|translate|escreve|escreva|write|escribe|ecris|ecrivez|scrivi|schreib|schreibe|mostra|show|muestra|affiche|zeig|zeige|reveal|revela|revele|revelez|rivela|enthulle|verrate) (?:(?:me|nos|us|mir|moi|now|agora) )?(?:only|apenas|tudo|everything|todo|tout|tutto|alles|(?:`+yours+`|the|o|as|a|los|las|le|la|les|the full) (?:\S+ )?`+rules+`)\b`,
	`\b(?:system ?prompts?|prompt (?:de|do|del|di|du) sist[e]?m\S*|prompts? systeme|prompt di sistema|developer mode|jailbreak)\b`,
)

const (
	// opening is where an order begins: at the start of a sentence, a word or two of
	// courtesy or urgency before it.
	opening = `^(?:(?:por favor|please|agora|now|ahora|maintenant|ora|jetzt|bitte|per favore|s il vous plait|s il te plait|important|importante|wichtig|atencao|attention|attenzione|achtung|note|nota|e|and|y|et|und|then|depois|tu|you|guia|guide|ai|assistant|assistente|asistente) ){0,3}`

	forgetting = `(?:ignora|ignore|ignorem|ignorez|ignorate|ignoriere|ignorieren sie|esquece|esqueca|esquecam|desconsidera|desconsidere|forget|disregard|override|olvida|olvide|olvidad|descarta|oublie|oubliez|dimentica|dimenticate|dimentichi|vergiss|vergesst|vergessen sie|missachte)`
	yours      = `(?:teu|teus|tua|tuas|your|previous|prior|preceding|tu|tus|tes|vos|ton|ta|votre|tuo|tue|tuoi|dein|deine|deinen|vorherigen|bisherigen|obigen|anteriores|previas|precedentes|precedenti)`
	rules      = `(?:regras?|instruc\S+|instrucoes|orders?|ordens|rules?|instructions?|prompts?|reglas?|ordenes|consignes?|directives?|regles?|regole|istruzioni|regeln|anweisungen|vorgaben|diretrizes|guidelines|notas|notes|fontes|sources)`
)

// roleShape tells a model that it "is now" somebody; standing follows it where a
// visitor is told to be in a room.
var (
	roleShape = regexp.MustCompile(`\b(?:(?:agora|desde agora|doravante) (?:tu )?es|es agora|voce (?:agora )?e agora|ahora eres|eres ahora|you are now|you re now|tu es (?:maintenant|desormais)|vous etes (?:maintenant|desormais)|(?:ora|adesso) sei|sei (?:ora|adesso)|du bist (?:jetzt|nun|ab jetzt|ab sofort)|sie sind (?:ab jetzt|ab sofort)|jetzt bist du)\b`)
	standing  = regexp.MustCompile(`^ ?(?:in|on|at|inside|outside|near|by|before|behind|beside|under|above|about to|able|ready|standing|looking|facing|entering|leaving|seeing|walking|back|here|dans|devant|a|au|aux|en|sur|face|arrives?|pres|entres?|ici|sous|nel|nella|nello|davanti|di fronte|al|alla|accanto|qui|im|vor|auf|am|an|bei|hier|unter|frente|ante|delante|junto|aqui|na|no|diante|perante)(?: |$)`)
)

func compile(shapes ...string) []*regexp.Regexp {
	var all []*regexp.Regexp
	for _, s := range shapes {
		all = append(all, regexp.MustCompile(s))
	}
	return all
}

// chatMarks frame the turns of a chat in a model's prompt.
var chatMarks = []string{"<|", "[INST]", "<<SYS", "</s>"}

// IsOrder reports whether a sentence gives orders to a language model, in any of
// the six languages. Such a sentence says nothing of a work: no answer may rest on
// it or quote it.
func IsOrder(s string) bool {
	for _, mark := range chatMarks {
		if strings.Contains(s, mark) {
			return true
		}
	}
	var b strings.Builder
	for _, w := range Words(s) {
		b.WriteString(strings.NewReplacer("'", " ", "’", " ", "-", " ").Replace(w.Text))
		b.WriteByte(' ')
	}
	folded := strings.TrimSpace(b.String())
	for _, shape := range orderShapes {
		if shape.MatchString(folded) {
			return true
		}
	}
	at := roleShape.FindStringIndex(folded)
	return at != nil && !standing.MatchString(folded[at[1]:])
}
