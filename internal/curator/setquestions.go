package curator

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"cicerone/internal/guide"
	"cicerone/internal/sheet"

	"github.com/labstack/echo/v5"
)

// maxSetTable is the longest table of questions, in bytes: more than a full set of
// the longest questions people type.
const maxSetTable = 512 << 10

// setForm is the form of a question of a set.
type setForm struct {
	langChoice
	*page
	Action   string // where it goes
	Question guide.SetQuestion
	Expect   string // as typed
	Taken    bool   // from what a visitor asked
	Problems map[string]string
}

func newSetForm(p *page, action string, q guide.SetQuestion) setForm {
	f := setForm{langChoice: newLangChoice(p.Person.Museum, q.Lang), page: p, Action: action, Question: q, Problems: map[string]string{}}
	if !q.Nothing() {
		f.Expect = strings.Join(q.Want, "; ")
	}
	return f
}

// MaxQuestion is the longest question, in characters.
func (*setForm) MaxQuestion() int { return guide.MaxQuestionRunes }

// readSetForm takes what was typed, and says what is wrong with it.
func (o *Office) readSetForm(c *echo.Context, f *setForm) error {
	values, err := readForm(c)
	if err != nil {
		return err
	}
	f.Question.Question, f.Question.Lang, f.Expect = oneLine(values.Get("question")), values.Get("language"), oneLine(values.Get("expect"))
	if n := utf8.RuneCountInString(f.Question.Question); n == 0 {
		f.Problems["question"] = f.T("questions.form.question.empty")
	} else if n > guide.MaxQuestionRunes {
		f.Problems["question"] = f.T("questions.form.long", "max", guide.MaxQuestionRunes)
	}
	if !f.offers(f.Question.Lang) {
		f.Problems["language"] = f.T("questions.form.language.wrong")
	}
	verdict := guide.Answered
	if values.Get("nothing") != "" {
		verdict = guide.NotCovered
	}
	wants, problem := sheet.Wants(documentIDs(f.Expect), string(verdict))
	if problem != "" {
		f.Question.Want = nil
		if verdict == guide.NotCovered {
			f.Question.Want = []string{guide.WantNothing} // keeps the box ticked
		}
		f.Problems["expect"] = f.T(problem, "max", guide.MaxWants)
		return nil
	}
	known, err := o.Wanted(c.Request().Context(), f.Person.Museum.ID, wants)
	if err != nil {
		return err
	}
	var unknown []string
	if f.Question.Want, unknown = spell(wants, known); len(unknown) > 0 {
		f.Problems["expect"] = f.T("sets.expect.unknown", "value", strings.Join(unknown, "; "))
	}
	return nil
}

// documentIDs puts ids in the place of documents' addresses in the back office,
// which are what people copy.
func documentIDs(expect string) string {
	parts := strings.Split(expect, ";")
	for i, part := range parts {
		if u, err := url.Parse(strings.TrimSpace(part)); err == nil {
			if id, ok := strings.CutPrefix(u.Path, documentPath("")); ok {
				parts[i] = id
			}
		}
	}
	return strings.Join(parts, ";")
}

func (o *Office) addSetQuestion(c *echo.Context, person guide.User) error {
	p, err := o.newSetPage(c, person)
	if err != nil {
		return err
	}
	if err := o.readSetForm(c, &p.Form); err != nil {
		return err
	}
	if slices.ContainsFunc(p.Questions, p.Form.Question.Same) {
		p.Form.Problems["question"] = p.T("sets.question.there")
	}
	if len(p.Form.Problems) == 0 {
		err = o.SetWriter.AddSetQuestions(c.Request().Context(), person, p.Set.ID, []guide.SetQuestion{p.Form.Question})
		switch {
		case errors.Is(err, guide.ErrInvalid):
			p.Form.Problems["question"] = p.T("sets.full", "max", guide.MaxSetQuestions)
		case err != nil:
			return err
		default:
			return c.Redirect(http.StatusSeeOther, setPath(p.Set.ID)+"#add")
		}
	}
	return o.render(c, http.StatusUnprocessableEntity, p)
}

// setQuestionPage is the form of a question that is in a set.
type setQuestionPage struct {
	setWords
	Set  guide.QuestionSet
	Form setForm
}

func (*setQuestionPage) template() string { return "set-question" }

func (o *Office) newSetQuestionPage(c *echo.Context, person guide.User) (*setQuestionPage, error) {
	ctx := c.Request().Context()
	p := &setQuestionPage{setWords: setWords{o.newPage(c, person, "questions")}}
	var err error
	if p.Set, err = o.SetBook.Set(ctx, person.Museum.ID, c.Param("set")); err != nil {
		return nil, err
	}
	questions, err := o.SetBook.SetQuestions(ctx, person.Museum.ID, p.Set.ID)
	if err != nil {
		return nil, err
	}
	id := idOf(c.Param("question"))
	i := slices.IndexFunc(questions, func(q guide.SetQuestion) bool { return q.ID == id })
	if i < 0 {
		return nil, fmt.Errorf("question %.20q of a set: %w", c.Param("question"), guide.ErrNotFound)
	}
	p.Title = p.T("sets.question.edit")
	p.Form = newSetForm(&p.page, fmt.Sprintf("%s/questions/%d", setPath(p.Set.ID), id), questions[i])
	return p, nil
}

func (o *Office) setQuestion(c *echo.Context, person guide.User) error {
	p, err := o.newSetQuestionPage(c, person)
	if err != nil {
		return err
	}
	return o.render(c, http.StatusOK, p)
}

func (o *Office) editSetQuestion(c *echo.Context, person guide.User) error {
	p, err := o.newSetQuestionPage(c, person)
	if err != nil {
		return err
	}
	if err := o.readSetForm(c, &p.Form); err != nil {
		return err
	}
	if len(p.Form.Problems) > 0 {
		return o.render(c, http.StatusUnprocessableEntity, p)
	}
	if err := o.SetWriter.EditSetQuestion(c.Request().Context(), person, p.Set.ID, p.Form.Question); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, setPath(p.Set.ID)+fmt.Sprintf("#question-%d", p.Form.Question.ID))
}

func (o *Office) removeSetQuestion(c *echo.Context, person guide.User) error {
	if err := o.SetWriter.RemoveSetQuestion(c.Request().Context(), person, c.Param("set"), idOf(c.Param("question"))); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, setPath(c.Param("set"))+"#questions")
}

// addSetTable adds the questions of a table, all or none. What is wrong is said
// by row, beside the table itself, so that it can be mended there.
func (o *Office) addSetTable(c *echo.Context, person guide.User) error {
	table, err := o.readSetTable(c)
	if err != nil {
		return o.tableWrong(c, person, "", err)
	}
	read, err := sheet.ReadQuestions(table, newLangChoice(person.Museum, "").FormLangs)
	if err != nil {
		return o.tableWrong(c, person, table, err)
	}
	p, err := o.newSetPage(c, person)
	if err != nil {
		return err
	}
	if err := o.checkRows(c, p, &read); err != nil {
		return err
	}
	if read.Wrong == 0 {
		err := o.SetWriter.AddSetQuestions(c.Request().Context(), person, p.Set.ID, read.Questions)
		if errors.Is(err, guide.ErrInvalid) {
			err = guide.Invalidf("sets.full", "")
		}
		if err != nil {
			return o.tableWrong(c, person, table, err)
		}
		return c.Redirect(http.StatusSeeOther, setPath(p.Set.ID)+"#questions")
	}
	p.Table, p.MoreRows = table, read.Wrong-len(read.Problems)
	slices.SortStableFunc(read.Problems, func(a, b sheet.Problem) int { return a.Row - b.Row })
	for _, problem := range read.Problems {
		p.Rows = append(p.Rows, rowProblem{problem.Row, p.T(problem.Key, problem.Pairs...)})
	}
	return o.render(c, http.StatusUnprocessableEntity, p)
}

// checkRows holds what was read against what the museum and the set have.
func (o *Office) checkRows(c *echo.Context, p *setPage, read *sheet.Questions) error {
	var wants []string
	for _, q := range read.Questions {
		wants = append(wants, q.Want...)
	}
	known, err := o.Wanted(c.Request().Context(), p.Person.Museum.ID, wants)
	if err != nil {
		return err
	}
	for i := range read.Questions {
		q := &read.Questions[i]
		var unknown []string
		if q.Want, unknown = spell(q.Want, known); len(unknown) > 0 {
			read.Add(read.Rows[i], "sets.expect.unknown", "value", strings.Join(unknown, "; "))
		}
		if slices.ContainsFunc(p.Questions, q.Same) {
			read.Add(read.Rows[i], "sets.question.there")
		}
	}
	return nil
}

// tableWrong says what is wrong with a table as a whole.
func (o *Office) tableWrong(c *echo.Context, person guide.User, table string, err error) error {
	var invalid *guide.InvalidError
	if !errors.As(err, &invalid) {
		return err
	}
	p, pageErr := o.newSetPage(c, person)
	if pageErr != nil {
		return pageErr
	}
	p.Table, p.Wrong = table, p.T("sheet.text")
	if slices.Contains(append(tableWords, "sets.full", "sets.large"), invalid.Field) {
		p.Wrong = p.T(invalid.Field, "value", invalid.Problem, "max", guide.MaxSetQuestions, "kb", p.MaxKB())
	}
	return o.render(c, http.StatusUnprocessableEntity, p)
}

// readSetTable is the table in a form: that of the file, if one was sent, or what
// was typed. What is too large or no text is guide.ErrInvalid.
func (o *Office) readSetTable(c *echo.Context) (string, error) {
	values, err := readFormOf(c, 2*maxSetTable+maxFormBytes)
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return "", guide.Invalidf("sets.large", "")
	}
	if err != nil {
		return "", err
	}
	table := []byte(strings.TrimSpace(values.Get("table")))
	if form := c.Request().MultipartForm; form != nil && len(form.File["file"]) > 0 && form.File["file"][0].Size > 0 {
		file, err := form.File["file"][0].Open()
		if err != nil {
			return "", err
		}
		defer file.Close()
		if table, err = io.ReadAll(io.LimitReader(file, maxSetTable+1)); err != nil {
			return "", err
		}
	}
	if len(table) > maxSetTable {
		return "", guide.Invalidf("sets.large", "")
	}
	text, _, err := o.Text(table)
	return text, err
}
