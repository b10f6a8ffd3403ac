// Package locale is the words of the pages in each language, and how a page's
// language is chosen: by its address, by what was chosen before, or by the
// browser's wish.
//
// The words themselves are in web/locales. What the notes say is never
// translated here, and what language a question is in is internal/text's to say.
package locale
