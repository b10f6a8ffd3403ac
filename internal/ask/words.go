package ask

import "fmt"

// The guide's own few words, in the languages visitors ask in. Everything else
// in an answer comes from the notes. (The words of the pages are in
// web/locales; these are here because every transport needs them.)
var notCoveredWords = map[string][2]string{ // without and with works to offer
	"pt": {"As nossas notas não o dizem.", "As nossas notas não o dizem. Talvez lhe interessem estas obras:"},
	"en": {"Our notes don’t say.", "Our notes don’t say. These works may interest you:"},
	"es": {"Nuestras notas no lo dicen.", "Nuestras notas no lo dicen. Quizá le interesen estas obras:"},
	"fr": {"Nos notes ne le disent pas.", "Nos notes ne le disent pas. Ces œuvres vous intéresseront peut-être :"},
	"it": {"Le nostre note non lo dicono.", "Le nostre note non lo dicono. Forse le interessano queste opere:"},
	"de": {"Unsere Notizen sagen dazu nichts.", "Unsere Notizen sagen dazu nichts. Vielleicht interessieren Sie diese Werke:"},
}

// wordsLang is the language in which the guide speaks to a visitor in lang.
func wordsLang(lang string) string {
	if _, ok := notCoveredWords[lang]; ok {
		return lang
	}
	return "en"
}

func notesDontSay(lang string, offers bool) string {
	words := notCoveredWords[wordsLang(lang)]
	if offers {
		return words[1]
	}
	return words[0]
}

// anotherWork joins, in the visitor's language, a quotation to one about another
// work.
var anotherWork = map[string]string{
	"pt": "E de outra obra:",
	"en": "And of another work:",
	"es": "Y de otra obra:",
	"fr": "Et d’une autre œuvre :",
	"it": "E di un’altra opera:",
	"de": "Und zu einem anderen Werk:",
}

// originalWords say, before quotations, what language they stand in; %s is its
// name.
var originalWords = map[string]string{
	"pt": "A nota está em %s:",
	"en": "The note is in %s:",
	"es": "La nota está en %s:",
	"fr": "La note est en %s :",
	"it": "La nota è in %s:",
	"de": "Die Notiz ist auf %s:",
}

// noteLanguages are the names of languages, by the language that they are said in.
var noteLanguages = map[string]map[string]string{
	"pt": {"pt": "português", "en": "inglês", "es": "espanhol", "fr": "francês", "it": "italiano", "de": "alemão"},
	"en": {"pt": "Portuguese", "en": "English", "es": "Spanish", "fr": "French", "it": "Italian", "de": "German"},
	"es": {"pt": "portugués", "en": "inglés", "es": "español", "fr": "francés", "it": "italiano", "de": "alemán"},
	"fr": {"pt": "portugais", "en": "anglais", "es": "espagnol", "fr": "français", "it": "italien", "de": "allemand"},
	"it": {"pt": "portoghese", "en": "inglese", "es": "spagnolo", "fr": "francese", "it": "italiano", "de": "tedesco"},
	"de": {"pt": "Portugiesisch", "en": "Englisch", "es": "Spanisch", "fr": "Französisch", "it": "Italienisch", "de": "Deutsch"},
}

// noteIsIn says to a visitor in lang that the note quoted is in another language,
// or "" when it is in theirs or in one without a name here.
func noteIsIn(lang, note string) string {
	name := noteLanguages[wordsLang(lang)][note]
	if lang == note || name == "" {
		return ""
	}
	return fmt.Sprintf(originalWords[wordsLang(lang)], name)
}
