package server

import (
	"context"
	"net/http"
	"time"

	"github.com/labstack/echo/v5"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// The addresses that operators and their machines watch.
const (
	healthPath  = "/healthz"
	readyPath   = "/readyz"
	metricsPath = "/metrics"
)

// readyTimeout is how long the database may take to say that it is there.
const readyTimeout = 2 * time.Second

func watch(e *echo.Echo, o Options) {
	metrics := promhttp.HandlerFor(o.Metrics.Registry, promhttp.HandlerOpts{
		DisableCompression: true, // the server compresses
	})
	e.GET(healthPath, alive)
	e.GET(readyPath, ready(o.Ready))
	e.GET(metricsPath, echo.WrapHandler(metrics))
}

// alive says that the program serves, whatever else may be wrong.
func alive(c *echo.Context) error {
	c.Response().Header().Set(echo.HeaderCacheControl, "no-store")
	return c.String(http.StatusOK, "ok\n")
}

// ready says whether questions can be answered. The cause is for the log: the
// words of a database's errors hold names that are nobody's business.
func ready(check func(context.Context) error) echo.HandlerFunc {
	return func(c *echo.Context) error {
		c.Response().Header().Set(echo.HeaderCacheControl, "no-store")
		if check == nil {
			return c.String(http.StatusOK, "ready\n")
		}
		ctx, cancel := context.WithTimeout(c.Request().Context(), readyTimeout)
		defer cancel()
		if err := check(ctx); err != nil {
			c.Logger().Warn("not ready", "err", err)
			return c.String(http.StatusServiceUnavailable, "not ready: the database does not answer\n")
		}
		return c.String(http.StatusOK, "ready\n")
	}
}
