package guide

import (
	"net/url"
	"time"
)

// Tour is a way past works that curators made, as visitors see it: of its works
// only those with a note that is live and public.
type Tour struct {
	ID      string // public
	Titles  map[string]string
	Intros  map[string]string
	Minutes int // as the curators say; 0: to be worked out
	Stops   []Stop
}

// Stop is a work of a tour.
type Stop struct {
	Object Object
	Words  map[string]string // said on the way to it, by language; may be empty
}

// Title is the tour's title in lang, or in fallback.
func (t Tour) Title(lang, fallback string) string { return inLang(t.Titles, lang, fallback) }

// OpenTour is a tour as those see it who look after it.
type OpenTour struct {
	ID        string // public; empty: new
	Version   int
	Titles    map[string]string
	Intros    map[string]string
	Minutes   int
	Published time.Time // zero: visitors do not see it
	Deleted   time.Time // zero: it is not
	Stops     []OpenStop
}

// OpenStop is a work of a tour, whether visitors see it or not.
type OpenStop struct {
	Inventory string
	Title     string // in the museum's language or the nearest there is; may be empty
	Live      bool   // visitors can open its page
	Words     map[string]string
}

// Limits on what people write about tours, in characters, and on their length.
const (
	MaxTourTitle   = 120
	MaxTourIntro   = 1000
	MaxStopWords   = 1000
	MaxTourStops   = 60
	MaxTourMinutes = 240
	MaxTours       = 100 // of one museum
)

// ToursPath is the address of a museum's tours.
func ToursPath(museum string) string { return MuseumPath(museum) + "/tours" }

// TourPath is the address of a tour.
func TourPath(museum, tour string) string { return ToursPath(museum) + "/" + url.PathEscape(tour) }

// MadeTour stands in TourPath for a tour made for one visitor, whose works are
// in the address.
const MadeTour = "made"

// TourStopPath is the address of a work on a tour.
func TourStopPath(museum, tour, inventory string) string {
	return TourPath(museum, tour) + ObjectPath("", inventory)[1:]
}
