package postgres

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

// scratchPrefix begins the names of databases that nobody will miss.
const scratchPrefix = "cicerone_scratch_"

// ScratchDatabase makes an empty database beside the one at an address and
// returns its address, and how to remove it. What killed programs have left is
// removed first.
func ScratchDatabase(ctx context.Context, address string) (scratch string, remove func() error, err error) {
	conn, err := pgx.Connect(ctx, address)
	if err != nil {
		return "", nil, fmt.Errorf("make a scratch database: %w", unavailable(err))
	}
	defer conn.Close(context.WithoutCancel(ctx))
	rows, err := conn.Query(ctx, `
		SELECT datname FROM pg_database d WHERE starts_with(datname, $1)
		AND NOT EXISTS (SELECT FROM pg_stat_activity a WHERE a.datid = d.oid) ORDER BY datname`, scratchPrefix)
	if err != nil {
		return "", nil, fmt.Errorf("look for scratch databases: %w", unavailable(err))
	}
	left, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return "", nil, fmt.Errorf("look for scratch databases: %w", unavailable(err))
	}
	for _, name := range left {
		// Without FORCE: whoever has just made it is about to connect.
		if _, err := conn.Exec(ctx, `DROP DATABASE IF EXISTS `+pgx.Identifier{name}.Sanitize()); err != nil {
			return "", nil, fmt.Errorf("remove %s: %w", name, unavailable(err))
		}
	}
	name := scratchPrefix + NewID()[:12]
	if scratch, err = besides(address, name); err != nil {
		return "", nil, err
	}
	if _, err := conn.Exec(ctx, `CREATE DATABASE `+name); err != nil {
		return "", nil, fmt.Errorf("make a scratch database: %w", unavailable(err))
	}
	return scratch, func() error { return removeDatabase(address, name) }, nil
}

// removeDatabase removes a database, also when whoever made it has been stopped.
func removeDatabase(address, name string) error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	conn, err := pgx.Connect(ctx, address)
	if err != nil {
		return fmt.Errorf("remove %s: %w", name, unavailable(err))
	}
	defer conn.Close(ctx)
	if _, err := conn.Exec(ctx, `DROP DATABASE IF EXISTS `+name+` WITH (FORCE)`); err != nil {
		return fmt.Errorf("remove %s: %w", name, unavailable(err))
	}
	return nil
}

// besides is the address of another database of the same server.
func besides(address, database string) (string, error) {
	if !strings.HasPrefix(address, "postgres://") && !strings.HasPrefix(address, "postgresql://") {
		return address + " dbname=" + database, nil // of keywords, the last counts
	}
	u, err := url.Parse(address)
	if err != nil {
		return "", fmt.Errorf("database address: %w", err)
	}
	u.Path = "/" + database
	return u.String(), nil
}
