package ask

import (
	"strings"
	"unicode/utf8"

	"cicerone/internal/guide"
	"cicerone/internal/text"
)

// check cleans a question and refuses what no visitor would send.
func check(q guide.Question) (guide.Question, error) {
	if !utf8.ValidString(q.Text) {
		return q, guide.Invalidf("question", "not valid UTF-8 text")
	}
	q.Text = strings.Join(strings.Fields(text.Clean(q.Text)), " ")
	if q.Text == "" {
		return q, guide.Invalidf("question", "is empty; ask something")
	}
	if n := utf8.RuneCountInString(q.Text); n > guide.MaxQuestionRunes {
		return q, guide.Invalidf("question", "is %d characters long; %d at most", n, guide.MaxQuestionRunes)
	}
	for field, ref := range map[string]string{"object": q.Object, "room": q.Room, "conversation": q.Conversation} {
		if !utf8.ValidString(ref) || utf8.RuneCountInString(ref) > guide.MaxRefRunes || strings.ContainsRune(ref, 0) {
			return q, guide.Invalidf(field, "is not a name Cicerone could have given")
		}
	}
	if q.Lang != "" && (len(q.Lang) != 2 || strings.ToLower(q.Lang) != q.Lang) {
		return q, guide.Invalidf("lang", "%q is not a two-letter language code such as pt or en", q.Lang)
	}
	if q.Audience == "" {
		q.Audience = guide.AudiencePublic
	}
	return q, nil
}
