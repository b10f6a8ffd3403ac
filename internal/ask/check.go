package ask

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"cicerone/internal/guide"
	"cicerone/internal/text"
)

// check cleans a question and refuses what no visitor would send.
func check(q guide.Question) (guide.Question, error) {
	if !utf8.ValidString(q.Text) {
		return q, guide.Invalidf("question", "not valid UTF-8 text")
	}
	q.Text = text.OneLine(text.Clean(q.Text))
	if q.Text == "" {
		return q, guide.Invalidf("question", "is empty; ask something")
	}
	if n := utf8.RuneCountInString(q.Text); n > guide.MaxQuestionRunes {
		return q, guide.Invalidf("question", "is %d characters long; %d at most", n, guide.MaxQuestionRunes)
	}
	for _, ref := range []struct{ field, value string }{{"object", q.Object}, {"room", q.Room}, {"conversation", q.Conversation}} {
		if !isRef(ref.value) {
			return q, guide.Invalidf(ref.field, "is not a name Cicerone could have given")
		}
	}
	if q.Lang != "" && !isLangCode(q.Lang) {
		return q, guide.Invalidf("lang", "%q is not a two-letter language code such as pt or en", q.Lang)
	}
	if q.Level == "" {
		q.Level = guide.LevelEveryone
	}
	if !slices.Contains(guide.Levels, q.Level) {
		return q, guide.Invalidf("level", "is not one of everyone, child, easy and expert")
	}
	if q.Audience == "" {
		q.Audience = guide.AudiencePublic
	}
	return q, nil
}

// isRef reports whether s may be an inventory number, a room's code or a public
// id: short, and of letters that a line of a prompt can hold.
func isRef(s string) bool {
	return utf8.ValidString(s) && utf8.RuneCountInString(s) <= guide.MaxRefRunes && !strings.ContainsFunc(s, unicode.IsControl)
}

func isLangCode(s string) bool {
	return len(s) == 2 && 'a' <= s[0] && s[0] <= 'z' && 'a' <= s[1] && s[1] <= 'z'
}
