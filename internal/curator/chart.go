package curator

import (
	"time"

	"cicerone/internal/guide"
)

// chart is a bar for each day, as SVG that needs neither script nor style: the
// page's policy forbids both inline. It is chartWidth a day wide and chartHeight
// high; the page stretches it.
type chart struct {
	Days []guide.DayFigures // every one of them, also those without a question
	Bars []bar
	Most int // questions on the busiest day
}

const (
	chartStep   = 10 // a day
	chartBar    = 8  // of it is bar
	chartHeight = 100
)

// bar is one part of a day's bar.
type bar struct {
	Day          guide.DayFigures
	Verdict      guide.Verdict
	X, Y, Height float64
}

// newChart draws so many days from the first. Answered questions stand at the
// foot of each bar.
func newChart(days []guide.DayFigures, first time.Time, n int) chart {
	var c chart
	for i := range n {
		day := guide.DayFigures{Day: first.AddDate(0, 0, i)}
		for len(days) > 0 && days[0].Day.Before(day.Day) {
			days = days[1:]
		}
		if len(days) > 0 && days[0].Day.Equal(day.Day) {
			day.Figures = days[0].Figures
		}
		c.Days = append(c.Days, day)
		c.Most = max(c.Most, day.Asked)
	}
	for i, day := range c.Days {
		top := float64(chartHeight)
		for _, part := range []struct {
			verdict guide.Verdict
			n       int
		}{{guide.Answered, day.Answered}, {guide.NotCovered, day.NotCovered}, {guide.Failed, day.Failed}} {
			if part.n == 0 {
				continue
			}
			height := chartHeight * float64(part.n) / float64(c.Most)
			top -= height
			c.Bars = append(c.Bars, bar{day, part.verdict, float64(i*chartStep + (chartStep-chartBar)/2), top, height})
		}
	}
	return c
}

// Width and Height are those of the drawing, BarWidth of each bar.
func (c chart) Width() int  { return len(c.Days) * chartStep }
func (chart) Height() int   { return chartHeight }
func (chart) BarWidth() int { return chartBar }

// First and Last are the days at the chart's ends.
func (c chart) First() time.Time { return c.Days[0].Day }
func (c chart) Last() time.Time  { return c.Days[len(c.Days)-1].Day }
