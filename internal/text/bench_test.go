package text

import (
	"strings"
	"testing"
)

const question = "Quem pintou os Painéis de São Vicente?"

// passage is some 100 words, note some 5,000.
var (
	passage = strings.Repeat("A Custódia de Belém, mandada fazer por D. Manuel I em 1506, é atribuída a Gil Vicente. ", 6)
	note    = strings.Repeat(passage+"\n\n", 50)
)

func BenchmarkCleanNote(b *testing.B) {
	b.SetBytes(int64(len(note)))
	for b.Loop() {
		Clean(note)
	}
}

func BenchmarkFoldWord(b *testing.B) {
	for b.Loop() {
		Fold("Conceição")
	}
}

func BenchmarkWordsPassage(b *testing.B) {
	for b.Loop() {
		Words(passage)
	}
}

func BenchmarkTermsQuestion(b *testing.B) {
	for b.Loop() {
		Terms(question)
	}
}

func BenchmarkTermsPassage(b *testing.B) {
	for b.Loop() {
		Terms(passage)
	}
}

func BenchmarkSentencesPassage(b *testing.B) {
	for b.Loop() {
		Sentences(passage)
	}
}

func BenchmarkSplitNote(b *testing.B) {
	b.SetBytes(int64(len(note)))
	for b.Loop() {
		Split(note, nil)
	}
}

func BenchmarkDetectQuestion(b *testing.B) {
	for b.Loop() {
		Detect(question, "pt")
	}
}

func BenchmarkDetectNote(b *testing.B) {
	for b.Loop() {
		Detect(note, "pt")
	}
}
