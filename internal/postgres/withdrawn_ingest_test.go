package postgres_test

import (
	"testing"

	"cicerone/internal/guide"
)

// An edited note that is ingested again stays withdrawn until a person publishes
// it, and the counts stay true throughout.
func TestIngestLeavesWithdrawnDocumentsWithdrawn(t *testing.T) {
	c := newCollection(t)
	document := c.put("a.md", note("Almofariz", "cg-1", "pt", "pó de açafrão"), true)
	if err := c.Withdraw(t.Context(), c.editor, document); err != nil {
		t.Fatal(err)
	}
	c.put("a.md", note("Almofariz", "cg-1", "pt", "pó de canela"), true)
	if got := c.seen(document, "cg-1", "canela"); got != nil {
		t.Errorf("a withdrawn document ingested again is found by %v", got)
	}
	c.checkWords("ingested while withdrawn")
	if err := c.Publish(t.Context(), c.editor, document, 2); err != nil {
		t.Fatal(err)
	}
	c.checkWords("published then")
	d, err := c.Document(t.Context(), c.museum.ID, document)
	if err != nil || d.State != guide.DocumentLive || d.LiveRevision != 2 {
		t.Errorf("document: got %s, revision %d live, %v", d.State, d.LiveRevision, err)
	}
}
