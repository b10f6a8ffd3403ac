package postgres

import (
	"context"
	"fmt"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"cicerone/internal/guide"
)

// SaveMuseum changes the names, the languages and the settings of the museum of
// by to those of m. Settings this program does not know are left as they are. A
// museum with no language, no name in its own, conversations kept for other than
// 1 to guide.MaxKeepDays days, or a voice or contact that is too long, is
// guide.ErrInvalid.
func (s *Store) SaveMuseum(ctx context.Context, by guide.User, m guide.Museum) error {
	switch {
	case len(m.Langs) == 0:
		return guide.Invalidf("langs", "there must be one language at least")
	case m.Names[by.Museum.Lang] == "":
		return guide.Invalidf("names", "there must be a name in %s", by.Museum.Lang)
	case m.Settings.KeepDays < 1 || m.Settings.KeepDays > guide.MaxKeepDays:
		return guide.Invalidf("keep_days", "%d is not from 1 to %d", m.Settings.KeepDays, guide.MaxKeepDays)
	case utf8.RuneCountInString(m.Settings.Voice) > guide.MaxVoiceRunes:
		return guide.Invalidf("voice", "is longer than %d characters", guide.MaxVoiceRunes)
	case utf8.RuneCountInString(m.Settings.Contact) > guide.MaxContactRunes:
		return guide.Invalidf("contact", "is longer than %d characters", guide.MaxContactRunes)
	case m.Settings.KioskSeconds != 0 && (m.Settings.KioskSeconds < guide.MinKioskSeconds || m.Settings.KioskSeconds > guide.MaxKioskSeconds):
		return guide.Invalidf("kiosk", "%d is not from %d to %d", m.Settings.KioskSeconds, guide.MinKioskSeconds, guide.MaxKioskSeconds)
	case len(m.Settings.Origins) > guide.MaxOrigins:
		return guide.Invalidf("origins", "there are more than %d", guide.MaxOrigins)
	}
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		changed, err := tx.Exec(ctx, `
			UPDATE museums SET names = $2, langs = $3, settings = settings || $4
			WHERE id = $1 AND (names, langs, settings) IS DISTINCT FROM ($2::jsonb, $3::text[], settings || $4::jsonb)`,
			by.Museum.ID, m.Names, m.Langs, m.Settings)
		if err != nil || changed.RowsAffected() == 0 {
			return err
		}
		return audit(ctx, tx, by.Museum.ID, by.ID, "museum.settings", by.Museum.Code,
			map[string]any{"names": m.Names, "langs": m.Langs, "four_eyes": m.Settings.FourEyes, "keep_days": m.Settings.KeepDays,
				"voice": m.Settings.Voice, "contact": m.Settings.Contact,
				"kiosk_seconds": m.Settings.Idle(), "origins": m.Settings.Origins, "theme": m.Settings.Theme})
	})
	if err != nil {
		return fmt.Errorf("save the museum's settings: %w", err)
	}
	return nil
}
