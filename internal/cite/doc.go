// Package cite stands between a language model and the visitor. It takes the
// answer as it streams in, cuts it into sentences, reads the citation tags out of
// them, and lets a sentence through only when the sources carry it.
//
// The rules, in the order they are applied to each sentence:
//
//  1. Text is text. Markdown and plain HTML tags are taken off; a sentence with
//     code, other HTML, an address that no source has, or pieces of the prompt is
//     withheld.
//  2. A sentence that says the notes do not say is a refusal: it states nothing,
//     so it needs no source, but it may not carry new numbers or names either.
//  3. Every number, date, century and inventory number, every name, and every
//     material, colour or other word of the must-stand lists (words.txt) has to
//     stand in the one sentence of the curators' that carries the statement, or in
//     its title. "The painter" stands for the label's maker. A sentence that makes
//     several statements is cut at its commas and conjunctions, up to three parts
//     that rest on a sentence each, so that true words from two places do not make
//     one false claim. What semicolons join is judged as sentences, and a
//     sentence may not use a word oftener than its source has it. Saying no, who made it, and which number belongs to which
//     clause have to agree as well.
//  4. Enough of its other words have to stand there as well. Across languages the
//     two sentences are laid beside each other (align.go): words have counterparts
//     by the lexicon, by words.txt or by vectors that lie near, the sentences'
//     vectors have to lie near too, and what has no counterpart needs a place in
//     the source, so that nothing is added; a first or last clause without any
//     counterpart has to be near the source. Years stand in the same order.
//  5. A number or a name may not stand, in the source's own words, where the source
//     has another.
//
// The tags a model writes are hints: they decide between equally good sources
// and are never trusted. Every sentence let through carries the exact curators'
// sentences that it rests on, whether or not the model said so.
//
// What is not here: the prompt (package ask) and answers put together from
// quotations (package quote). Words cannot show everything that is false: a claim
// that uses only the words of its source ("he taught Bosch" for "Bosch taught
// him") passes.
package cite
