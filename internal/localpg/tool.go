package localpg

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
)

// Tool prepares one of Postgres's own programs beside the server, such as
// pgbench, as this machine has it or the private copy in the folder programs
// does. Nothing is brought for it: without one, the error is exec.ErrNotFound.
// It ends with ctx.
func Tool(ctx context.Context, folder, name string, args ...string) (*exec.Cmd, error) {
	has := func(p programs) bool {
		_, err := exec.LookPath(filepath.Join(p.bin, name))
		return err == nil
	}
	for _, bin := range usualFolders(ctx) {
		if p := (programs{bin: bin}); has(p) {
			return p.command(ctx, name, args...), nil
		}
	}
	account, err := chooseAccount(folder)
	if err != nil {
		return nil, err
	}
	if folder, err = account.reachCache(folder, shelter); err != nil {
		return nil, err
	}
	p, err := privateCopy(ctx, filepath.Join(folder, "postgres"))
	if err == nil && has(p) {
		return p.command(ctx, name, args...), nil
	}
	return nil, errors.Join(fmt.Errorf("%s: %w", name, exec.ErrNotFound), err)
}
