package server

import (
	"strconv"
	"time"

	"cicerone/internal/guide"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
)

// Metrics counts what the program does, for /metrics. Every label has few
// values, none of which a client can invent.
type Metrics struct {
	// Registry holds all of them; whoever has more to count adds it here.
	Registry *prometheus.Registry

	requests  *prometheus.CounterVec
	durations *prometheus.HistogramVec
	questions *prometheus.CounterVec
	stages    *prometheus.HistogramVec
	degraded  *prometheus.CounterVec

	calls      *prometheus.CounterVec
	callTimes  *prometheus.HistogramVec
	firstToken *prometheus.HistogramVec
	tokens     *prometheus.CounterVec
	cost       *prometheus.CounterVec
	drift      prometheus.Counter
}

// Buckets in seconds. Requests reach from a static file to an answer that a
// small machine's model writes; stages from a lookup to that same answer.
var (
	requestBuckets = []float64{.001, .005, .01, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60}
	stageBuckets   = []float64{.0001, .0005, .001, .005, .01, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60}
)

// NewMetrics makes a registry with the metrics of this server, of Go and of the
// process.
func NewMetrics() *Metrics {
	m := &Metrics{
		Registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "cicerone_http_requests_total", Help: "Requests answered.",
		}, []string{"method", "route", "status"}),
		durations: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "cicerone_http_request_duration_seconds", Help: "Time to answer a request, streams to their end.",
			Buckets: requestBuckets,
		}, []string{"method", "route", "status"}),
		questions: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "cicerone_questions_total", Help: "Questions by how they ended.",
		}, []string{"verdict", "mode", "lang"}),
		stages: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "cicerone_question_stage_duration_seconds", Help: "Time spent in each stage of a question.",
			Buckets: stageBuckets,
		}, []string{"stage"}),
		degraded: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "cicerone_questions_degraded_total", Help: "Questions answered although something did not work.",
		}, []string{"what"}),
		calls: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "cicerone_model_calls_total", Help: "Calls of model servers by what for (chat, vision, embed, rerank) and how they ended.",
		}, []string{"use", "model", "server", "outcome"}),
		callTimes: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "cicerone_model_call_duration_seconds", Help: "Time from a call to its end, whatever the end.",
			Buckets: stageBuckets,
		}, []string{"use", "model", "server"}),
		firstToken: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "cicerone_model_first_token_seconds", Help: "Time from a call to the model's first word.",
			Buckets: stageBuckets,
		}, []string{"use", "model", "server"}),
		tokens: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "cicerone_model_tokens_total", Help: "Tokens read (prompt) and written (answer); counted by the server, or estimated from their bytes.",
		}, []string{"use", "model", "kind", "counted"}),
		cost: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "cicerone_model_cost_total", Help: "What the tokens cost at the configured prices, in their currency.",
		}, []string{"use", "model"}),
		drift: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "cicerone_model_brazilian_forms_total", Help: "Brazilian words and forms in what models wrote as European Portuguese.",
		}),
	}
	m.Registry.MustRegister(m.requests, m.durations, m.questions, m.stages, m.degraded, m.calls, m.callTimes, m.firstToken, m.tokens, m.cost, m.drift,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// Turn counts a question that has been answered, or has failed.
func (m *Metrics) Turn(t guide.Turn) {
	m.questions.WithLabelValues(string(t.Verdict), string(t.Mode), countedLang(t.Lang)).Inc()
	for stage, ms := range t.Timings {
		m.stages.WithLabelValues(stage).Observe(ms / 1000)
	}
	m.drift.Add(float64(len(t.Drift)))
	for _, what := range t.Degraded {
		m.degraded.WithLabelValues(string(what)).Inc()
	}
}

// Price is what a thousand tokens cost, in whatever currency.
type Price struct{ Prompt, Answer float64 }

// Prices are those of the uses that have one.
type Prices map[guide.Use]Price

// ModelCall counts a call of a model server, and what it cost.
func (m *Metrics) ModelCall(c guide.ModelCall, p Prices) {
	server, counted := strconv.Itoa(c.Server), strconv.FormatBool(!c.Estimated)
	use := string(c.Use)
	m.calls.WithLabelValues(use, c.Model, server, string(c.Outcome)).Inc()
	if c.Outcome != guide.CallSpared {
		m.callTimes.WithLabelValues(use, c.Model, server).Observe(c.Total.Seconds())
	}
	if c.FirstToken > 0 {
		m.firstToken.WithLabelValues(use, c.Model, server).Observe(c.FirstToken.Seconds())
	}
	m.tokens.WithLabelValues(use, c.Model, "prompt", counted).Add(float64(c.PromptTokens))
	if c.Use == guide.UseChat || c.Use == guide.UseVision { // the others write nothing
		m.tokens.WithLabelValues(use, c.Model, "answer", counted).Add(float64(c.AnswerTokens))
	}
	if price, known := p[c.Use]; known {
		m.cost.WithLabelValues(use, c.Model).Add((float64(c.PromptTokens)*price.Prompt + float64(c.AnswerTokens)*price.Answer) / 1000)
	}
}

// Waiting shows how many visitors wait for a model, asked whenever the figures
// are read.
func (m *Metrics) Waiting(waiting func() int) {
	m.Registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "cicerone_model_waiting", Help: "Visitors who wait for their turn at a model.",
	}, func() float64 { return float64(waiting()) }))
}

// countedLang keeps the languages that museums plan for apart and counts the
// rest together: a visitor may ask for any of ISO 639-1.
func countedLang(lang string) string {
	switch lang {
	case "pt", "en", "es", "fr", "de", "it":
		return lang
	}
	return "other"
}

func (m *Metrics) request(method, route string, status int, took time.Duration) {
	labels := []string{method, route, strconv.Itoa(status)}
	m.requests.WithLabelValues(labels...).Inc()
	m.durations.WithLabelValues(labels...).Observe(took.Seconds())
}
