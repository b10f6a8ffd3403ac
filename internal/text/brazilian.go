package text

import (
	"regexp"
	"strings"
)

// brazilianWords are words, in small letters, that a text from Portugal does not
// hold: what has another name there, numerals and names of places, spellings
// that differ. Left out are those that are also something else in a museum in
// Portugal: tela is a painter's canvas, fato a suit of clothes, terno gentle.
var brazilianWords = set(`
	você trem trens bonde bondes celular celulares esporte esportes esportivo esportiva esportivos esportivas
	usuário usuária usuários usuárias geladeira geladeiras carona caminhão caminhões pedestre pedestres
	banheiro banheiros aeromoça xícara xícaras garçom mídia mídias câncer gol goleiro
	planejar planejado planejada planejados planejadas planejamento planejou gerenciar gerenciamento
	equipe equipes registro registros contato contatos bebê bebês metrô judô purê crochê
	quatorze dezesseis dezessete dezenove bilhão bilhões trilhão trilhões
	polonês polonesa poloneses polonesas tcheco tcheca islã irã vietnã moscou amsterdã bagdá cadê`)

func set(list string) map[string]bool {
	out := map[string]bool{}
	for word := range strings.FieldsSeq(list) {
		out[word] = true
	}
	return out
}

// Where Brazil closes a vowel before m or n (econômico, gênero), Portugal opens
// it (económico, género), but in these.
var (
	closedVowel = regexp.MustCompile(`[êô][mn][aeiouáéíóúâêôãõ]`)
	closedToo   = set("fêmea fêmeas estômago estômagos cômoro cômoros sêmola")
)

// toBe are the forms of estar behind which Brazil puts a gerund and Portugal "a"
// and an infinitive.
var toBe = set(`
	estou está estamos estão estava estavas estávamos estavam esteve estivemos estiveram estará estarão estaria estariam
	estivera esteja estejam estivesse estivessem estar`)

// noGerunds end like one.
var noGerunds = set("lindo findo brando infindo horrendo tremendo estupendo quando segundo venerando nefando vindo")

// Brazilian lists the Brazilian words and forms in a Portuguese text, as they
// stand there: words of another country, closed vowels, gerunds behind estar, and
// pronouns that open a sentence. Names of people and places that are spelt so are
// listed too; how many there are is worth comparing, not each.
func Brazilian(s string) []string {
	var out []string
	words := Words(s)
	before := ""
	for i, w := range words {
		written := Slice(s, w.Span)
		word := strings.ToLower(written)
		switch {
		case brazilianWords[word], closedVowel.MatchString(word) && !closedToo[word]:
			out = append(out, written)
		case toBe[before] && isGerund(word):
			out = append(out, Slice(s, Span{words[i-1].Span.Start, w.Span.End}))
		case (written == "Me" || written == "Te" || written == "Lhe") && i+1 < len(words):
			out = append(out, Slice(s, Span{w.Span.Start, words[i+1].Span.End}))
		}
		before = word
	}
	return out
}

func isGerund(word string) bool {
	return !noGerunds[word] && (strings.HasSuffix(word, "ando") || strings.HasSuffix(word, "endo") || strings.HasSuffix(word, "indo"))
}
