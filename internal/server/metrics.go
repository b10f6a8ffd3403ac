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
	}
	m.Registry.MustRegister(m.requests, m.durations, m.questions, m.stages, m.degraded,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// Turn counts a question that has been answered, or has failed.
func (m *Metrics) Turn(t guide.Turn) {
	m.questions.WithLabelValues(string(t.Verdict), string(t.Mode), countedLang(t.Lang)).Inc()
	for stage, ms := range t.Timings {
		m.stages.WithLabelValues(stage).Observe(ms / 1000)
	}
	for _, what := range t.Degraded {
		m.degraded.WithLabelValues(string(what)).Inc()
	}
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
