// Package alike tells when two questions are the same, or nearly.
//
// There are two measures of it, because there are two things at stake. Same is
// strict: what the curators wrote for one question is shown as the answer to
// another only when nothing that matters differs. Group is generous: it gathers
// the questions that were asked in vain so that curators read ten lines and not
// a thousand, and they see what is in each.
package alike
