package cite

// Why a sentence is withheld, for curators. Each has its Portuguese form in
// web/locales/reasons/pt.json.
const (
	reasonCode      = "holds code"
	reasonLong      = "is too long to check"
	reasonImage     = "holds an image"
	reasonLink      = "holds a link"
	reasonHTML      = "holds HTML"
	reasonPrompt    = "repeats the prompt"
	reasonMarkup    = "holds code or broken markup"
	reasonAddress   = "holds an address that is not in the sources"
	reasonAsks      = "asks and does not tell"
	reasonCut       = "is cut off"
	reasonLanguage  = "is in another language"
	reasonLetters   = "is written in letters that the sources do not have"
	reasonNoNumber  = "number %s not in the sources"
	reasonNoName    = "name %s not in the sources"
	reasonEmpty     = "says nothing that can be checked"
	reasonUnsaid    = "nothing in the sources says this"
	reasonOtherNote = "not said by the note in the answer's language"
	reasonOtherWork = "speaks of %s, which was not asked about"
	reasonNumber    = "number %s is not said of this"
	reasonName      = "name %s is not said of this"
	reasonWord      = "the word %s is not said of this"
	reasonMaker     = "%s is not said to have made it"
	reasonCrossed   = "joins a number to what another number is said of"
	reasonReversed  = "says of one what is said of another"
	reasonDenied    = "says yes where the notes say no, or no where they say yes"
)
