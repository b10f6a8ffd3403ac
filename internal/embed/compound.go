package embed

const (
	shortestPart     = 4 // letters of each part of a compound
	shortestCompound = 9
	partsShare       = .7 // how much the parts of a compound count, each
)

// linking are the letters that German puts between the parts of a compound
// (Krönung-s-zeremonie, Sonne-n-uhr).
var linking = [...]string{"", "s", "n", "es", "en"}

// compound is the rows of the two German words of the vocabulary that an unknown
// word is made of. Of several ways to part it, the one with the most even parts is
// taken.
func (w *weights) compound(word []byte) (first, second int, ok bool) {
	if len(word) < shortestCompound || isNumber(word) {
		return 0, 0, false
	}
	best := 0
	for end := shortestPart; end <= len(word)-shortestPart; end++ {
		left := w.row(Key(word[:end]))
		if left < 0 || !w.compounds(left) {
			continue
		}
		for _, link := range linking {
			rest := word[end:]
			if len(rest)-len(link) < shortestPart || string(rest[:len(link)]) != link {
				continue
			}
			rest = rest[len(link):]
			if shorter := min(end, len(rest)); shorter > best {
				if right := w.row(Key(rest)); right >= 0 && w.compounds(right) {
					first, second, ok, best = left, right, true, shorter
				}
			}
		}
	}
	return first, second, ok
}
