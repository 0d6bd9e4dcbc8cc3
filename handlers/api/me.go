package api

import (
	"context"
	"net/http"
	"reflect"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/handlers/preferences"
)

// mine are the routes of what a member keeps for itself.
func (h *Handler) mine() []*route {
	return append(append(
		kept(h, "favourites", "The deals that the caller has marked, in its order.", func(m preferences.Mine) preferences.Favourites { return m.Favourites },
			(*preferences.Store).PutFavourites),
		kept(h, "views", "The views that the caller has saved. Their queries are kept as they come: each is checked where it is used, as by the parameter view of GET /api/v1/deals.", func(m preferences.Mine) preferences.Views { return m.Views },
			(*preferences.Store).PutViews)...),
		kept(h, "preferences", "How the caller wants to be told what happens.", func(m preferences.Mine) preferences.Preferences { return m.Preferences },
			(*preferences.Store).PutPreferences)...)
}

// kept are the two routes of one part: to read it, and to replace it as a whole.
func kept[T any](
	h *Handler, part, doc string, of func(preferences.Mine) T, put func(*preferences.Store, context.Context, domain.Caller, T) error,
) []*route {
	read := func(x *exchange) error {
		mine, err := h.Preferences.Get(x.Context(), x.caller)
		if err != nil {
			return reached(err)
		}
		return x.json(http.StatusOK, of(mine))
	}
	path, t := prefix+"/me/"+part, reflect.TypeFor[T]()
	return []*route{
		{
			method: http.MethodGet, path: path, name: part, tag: tagMine, doc: doc, access: members, status: http.StatusOK, params: reflect.TypeFor[struct{}](),
			answer: t, serve: func(x *exchange) error {
				if err := parameters(x.URL.RawQuery, &struct{}{}); err != nil {
					return err
				}
				return read(x)
			},
		},
		{
			method: http.MethodPut, path: path, name: "put-" + part, tag: tagMine, doc: "Replaces them as a whole.", access: members, status: http.StatusOK,
			body: t, answer: t, serve: func(x *exchange) error {
				asked, err := readInto[T](x)
				if err == nil {
					err = put(h.Preferences, x.Context(), x.caller, asked)
				}
				if err != nil {
					return reached(err)
				}
				return read(x)
			},
		},
	}
}
