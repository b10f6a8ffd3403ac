package main

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"cicerone/internal/ask"
	"cicerone/internal/config"
	"cicerone/internal/doctor"
	"cicerone/internal/extract"
	"cicerone/internal/localpg"
	"cicerone/internal/postgres"
	"cicerone/migrations"
)

// doctorCmd looks at everything the guide needs and says what is wrong.
type doctorCmd struct {
	JSON bool `name:"json" help:"Write the findings as JSON."`
}

// Run exits with 1 when something that was set up does not work.
func (d doctorCmd) Run(ctx context.Context, cfg config.Config) error {
	var found doctor.Report
	found = append(found, lookAtData(cfg)...)
	found = append(found, lookAtDatabase(ctx, cfg)...)
	found = append(found, lookAtPrograms()...)
	found = append(found, lookAtModels(ctx, cfg.Model)...)
	if cfg.Vision.URL != "" {
		found = append(found, doctor.Sight(ctx, "vision model", "CICERONE_VISION_URL", visionConfig(cfg.Vision))...)
	}
	if cfg.Embed.URL != "" {
		found = append(found, doctor.Embedding(ctx, embeddingConfig(cfg.Embed, nil))...)
	}
	if cfg.Rerank.URL != "" {
		found = append(found, doctor.Reranking(ctx, rerankServer(cfg.Rerank, nil))...)
	}
	write := found.Text
	if d.JSON {
		write = found.JSON
	}
	if err := write(os.Stdout); err != nil {
		return err
	}
	if found.Failed() {
		return exitCode(1)
	}
	return nil
}

// lookAtData tries to write in the data folder.
func lookAtData(cfg config.Config) doctor.Report {
	const part = "data folder"
	folder, err := filepath.Abs(cfg.Data)
	if err != nil {
		folder = cfg.Data
	}
	if _, err := os.Stat(folder); os.IsNotExist(err) {
		return doctor.Report{{Part: part, State: doctor.Well, Found: folder + " is not there yet; the first start makes it."}}
	}
	probe, err := os.CreateTemp(folder, ".doctor-*")
	if err != nil {
		return doctor.Report{{Part: part, State: doctor.Failure, Found: fmt.Sprintf("Nothing can be written to %s: %v.", folder, err),
			Do: "Give the folder to the user who runs Cicerone, free some room on its disk, or set CICERONE_DATA to another."}}
	}
	probe.Close()
	if err := os.Remove(probe.Name()); err != nil {
		return doctor.Report{{Part: part, State: doctor.Warning, Found: fmt.Sprintf("A file could not be removed: %v.", err), Do: "Remove it by hand."}}
	}
	return doctor.Report{{Part: part, State: doctor.Well, Found: folder + " can be written to."}}
}

// patienceForDatabase is how long the database may take to answer.
const patienceForDatabase = 10 * time.Second

// lookAtDatabase connects to the configured server, or to the private one when
// it is running. It starts none and changes nothing.
func lookAtDatabase(ctx context.Context, cfg config.Config) doctor.Report {
	const part = "database"
	one := func(state doctor.State, do, format string, args ...any) doctor.Finding {
		return doctor.Finding{Part: part, State: state, Found: fmt.Sprintf(format, args...), Do: do}
	}
	url := cfg.DatabaseURL
	if url == "" {
		options, err := privatePostgres(cfg)
		if err != nil {
			return doctor.Report{one(doctor.Failure, "Set CICERONE_DATA.", "The data folder cannot be found: %v.", err)}
		}
		running := false
		if url, running = localpg.Running(options.Data); !running {
			return doctor.Report{one(doctor.Warning, "Nothing, if it is not meant to run; `cicerone serve` starts it, and then this looks inside.",
				"DATABASE_URL is empty and the private Postgres is not running.")}
		}
	}
	ctx, cancel := context.WithTimeout(ctx, patienceForDatabase)
	defer cancel()
	s, err := migrations.Look(ctx, url)
	if err != nil {
		// Not the error itself: it may hold the address with its password.
		return doctor.Report{one(doctor.Failure, "Start Postgres; check host, port, user, password and database in DATABASE_URL.", "Postgres does not answer, or refuses to.")}
	}
	var r doctor.Report
	if s.Old {
		r = append(r, one(doctor.Failure, "Use Postgres 15 or newer.", "Postgres %s is too old.", s.Postgres))
	} else {
		r = append(r, one(doctor.Well, "", "Postgres %s answers.", s.Postgres))
	}
	switch {
	case s.Vector == "" && s.Offered == "":
		r = append(r, one(doctor.Failure, "Install the package postgresql-<version>-pgvector on that server.", "This Postgres has no pgvector."))
	case !s.Enough && s.Vector != "":
		r = append(r, one(doctor.Failure, "Have a superuser run ALTER EXTENSION vector UPDATE in the database, after installing a newer package.", "pgvector %s is too old; 0.8.0 is needed.", s.Vector))
	case !s.Enough:
		r = append(r, one(doctor.Failure, "Install pgvector 0.8.0 or newer on that server.", "The server offers pgvector %s, which is too old.", s.Offered))
	case s.Vector == "":
		r = append(r, one(doctor.Well, "", "pgvector %s is there to be installed in the database at the first start.", s.Offered))
	default:
		r = append(r, one(doctor.Well, "", "pgvector %s is installed.", s.Vector))
	}
	switch {
	case s.Have > s.Newest:
		r = append(r, one(doctor.Failure, "Run the newer program, or restore a backup from before it.", "A newer Cicerone has migrated the database (to %d; this one knows %d).", s.Have, s.Newest))
	case s.Have < s.Newest:
		r = append(r, one(doctor.Warning, "Nothing: the next start migrates it; `cicerone migrate` does so now.", "The database is at migration %d of %d.", s.Have, s.Newest))
	default:
		r = append(r, one(doctor.Well, "", "All %d migrations are made.", s.Have))
		r = append(r, lookAtSpaces(ctx, cfg, url)...)
	}
	return r
}

// lookAtSpaces looks whether anybody embeds in each museum's space.
func lookAtSpaces(ctx context.Context, cfg config.Config, url string) (r doctor.Report) {
	const part = "spaces"
	spaces, err := newEmbedders(cfg.Embed, nil, slog.New(slog.DiscardHandler))
	if err != nil {
		return nil // the embedding server's findings say so
	}
	pool, err := postgres.Open(ctx, url, 1)
	if err != nil {
		return doctor.Report{{Part: part, State: doctor.Failure, Found: "The museums cannot be read.", Do: "See Postgres's own log."}}
	}
	defer pool.Close()
	museums, err := postgres.New(pool).Museums(ctx)
	if err != nil {
		return doctor.Report{{Part: part, State: doctor.Failure, Found: "The museums cannot be read.", Do: "See Postgres's own log."}}
	}
	for _, m := range museums {
		_, err := spaces.of(m.Space)
		where := fmt.Sprintf("Museum %s is in space %s (%s, %d dimensions)", m.Code, m.Space.Name, m.Space.Model, m.Space.Dims)
		switch {
		case err == nil && m.Space.Name == spaces[0].Space().Name:
			r = append(r, doctor.Finding{Part: part, State: doctor.Well, Found: where + "."})
		case err == nil:
			r = append(r, doctor.Finding{Part: part, State: doctor.Warning, Found: where + ", not yet in that of the embedding server.",
				Do: fmt.Sprintf("cicerone reembed --museum %s --space %s moves it.", m.Code, spaces[0].Space().Name)})
		case spaces.retires(m.Space):
			r = append(r, doctor.Finding{Part: part, State: doctor.Warning, Found: where + ", an older one of the program's own.", Do: "Nothing: the server moves it in the background."})
		default:
			r = append(r, doctor.Finding{Part: part, State: doctor.Failure, Found: where + ", in which nothing here embeds: questions are searched by words alone, and new notes fail.",
				Do: fmt.Sprintf("Set CICERONE_EMBED_URL, _NAME and _DIMS to the server of that model, or move the museum: cicerone reembed --museum %s --space %s", m.Code, spaces[0].Space().Name)})
		}
	}
	return r
}

func lookAtPrograms() doctor.Report {
	const part = "programs"
	if err := extract.CanReadImages(); err != nil {
		return doctor.Report{{Part: part, State: doctor.Warning, Found: "Text on scans and images cannot be read: Tesseract is not installed, or without Portuguese and English.",
			Do: "Install tesseract-ocr and tesseract-ocr-por, if curators send scans."}}
	}
	return doctor.Report{{Part: part, State: doctor.Well, Found: "Tesseract reads text on scans and images."}}
}

// lookAtModels examines every server of every model.
func lookAtModels(ctx context.Context, c config.Model) doctor.Report {
	trial := ask.NewTrial(c.Context - c.Answer)
	var r doctor.Report
	examine := func(part, setting string, served config.Served) {
		for i, url := range served.URLs {
			where := part
			if len(served.URLs) > 1 {
				where = fmt.Sprintf("%s, server %d", part, i+1)
			}
			cfg := chatConfig(c, served.Name)
			cfg.URL = url
			r = append(r, doctor.Model(ctx, doctor.Patient{Part: where, Setting: setting, Config: cfg, Context: c.Context,
				Identity: trial.Identity, Notes: trial.Notes, Museum: trial.Museum, Fact: trial.Fact})...)
		}
	}
	examine("model", "CICERONE_MODEL_URL", c.Default())
	languages := c.Languages()
	for _, lang := range slices.Sorted(maps.Keys(languages)) {
		served := languages[lang]
		examine("model for "+lang, "CICERONE_MODEL_"+strings.ToUpper(lang), served)
	}
	if len(r) == 0 {
		return doctor.Report{{Part: "model", State: doctor.Well, Found: "There is none: answers are the curators' own sentences. docs/models.md tells how to add one."}}
	}
	return r
}
