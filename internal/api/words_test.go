package api

import (
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestWordsAreWhole(t *testing.T) {
	codes := slices.Sorted(maps.Keys(errorCodes))
	for _, w := range spoken {
		for field, value := range reflect.ValueOf(w).Fields() {
			if value.Kind() == reflect.String && value.String() == "" {
				t.Errorf("%q: %s is empty", w.empty, field.Name)
			}
		}
		if got := slices.Sorted(maps.Keys(w.statuses)); !cmp.Equal(got, codes) {
			t.Errorf("%q: words for statuses %v, codes for %v", w.empty, got, codes)
		}
		if strings.Count(w.tooLong, "%d") != 1 {
			t.Errorf("%q: must say how long", w.tooLong)
		}
	}
}
