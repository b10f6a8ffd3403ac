package ask

// The guide's own few words, in the languages visitors ask in. Everything else
// in an answer comes from the notes. (The words of the pages are in
// web/locales; these are here because every transport needs them.)
var notCoveredWords = map[string][2]string{ // without and with works to offer
	"pt": {"As nossas notas não dizem.", "As nossas notas não dizem. Talvez lhe interessem estas obras:"},
	"en": {"Our notes don't say.", "Our notes don't say. These works may interest you:"},
	"es": {"Nuestras notas no lo dicen.", "Nuestras notas no lo dicen. Quizá le interesen estas obras:"},
	"fr": {"Nos notes ne le disent pas.", "Nos notes ne le disent pas. Ces œuvres vous intéresseront peut-être :"},
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
