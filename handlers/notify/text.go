package notify

import (
	"cmp"
	"embed"
	htmltemplate "html/template"
	"slices"
	"strings"
	"text/template"
	"time"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/program"
)

// Locales are the languages in which every kind has its text. The first is for whoever asked for none.
var Locales = []string{"en", "de", "fr", "ja"}

// texts has a file for each locale with a template for each kind: a line that is the subject, then what is to be said.
//
//go:embed texts
var texts embed.FS

var templates = parse()

func parse() map[string]*template.Template {
	all := map[string]*template.Template{}
	for _, l := range Locales {
		all[l] = template.Must(template.New(l).ParseFS(texts, "texts/"+l+".txt"))
	}
	return all
}

// letter is a mail as it is stored.
type letter struct {
	Subject string `json:"subject"`
	Text    string `json:"text"`
	HTML    string `json:"html"`
}

// said is what the template of a kind may speak of.
type said struct {
	Name, Party, By, Deadline string
	Days                      int
}

// teller writes a notice in one locale.
type teller struct {
	locale string
	*template.Template
}

// in is the teller of a locale; of the first one where it is not known.
func in(locale string) teller {
	if !slices.Contains(Locales, locale) {
		locale = Locales[0]
	}
	return teller{locale, templates[locale]}
}

// say fills in a template; all of them are tried by the tests with everything that they may meet.
func (t teller) say(name string, with any) string {
	var b strings.Builder
	if err := t.ExecuteTemplate(&b, name, with); err != nil {
		panic(err)
	}
	return b.String()
}

// tell gives the subject of a notice, and the sentence that follows.
func (t teller) tell(kind Kind, f Facts) (subject, sentence string) {
	s := said{Name: cmp.Or(line(f.Name), "–"), Party: line(f.PartyName), Days: f.Days}
	s.By = t.say("by", s.Party)
	if f.Party == domain.Vendor {
		s.Party, s.By = t.say("vendor", nil), t.say("by-vendor", nil)
	}
	if !f.Deadline.IsZero() {
		s.Deadline = f.Deadline.UTC().Format("2006-01-02 15:04 UTC")
	}
	subject, sentence, _ = strings.Cut(t.say(string(kind), s), "\n")
	return subject, sentence
}

// letter writes the mail of a notice. link leads to the deal, or is "".
func (t teller) letter(kind Kind, f Facts, link string) letter {
	subject, sentence := t.tell(kind, f)
	paragraphs := []string{sentence}
	if f.Reason != "" {
		paragraphs = append(paragraphs, t.say("reason", meaning(f.Reason)))
	}
	if f.Note != "" {
		paragraphs = append(paragraphs, t.say("note", f.Note))
	}
	body := sheet{Locale: t.locale, Paragraphs: paragraphs, Link: link, Open: t.say("link", nil), Footer: t.say("footer", nil)}
	var html strings.Builder
	if err := layout.Execute(&html, body); err != nil {
		panic(err)
	}
	if link != "" {
		paragraphs = append(paragraphs, t.say("open", link))
	}
	paragraphs = append(paragraphs, "-- \n"+body.Footer)
	return letter{Subject: subject, Text: strings.Join(paragraphs, "\n\n") + "\n", HTML: html.String()}
}

type sheet struct {
	Locale             string
	Paragraphs         []string
	Link, Open, Footer string
}

var layout = htmltemplate.Must(htmltemplate.New("mail").Parse(`<!doctype html>
<html lang="{{.Locale}}"><head><meta charset="utf-8"></head>
<body style="font-family: sans-serif; line-height: 1.5">
{{range .Paragraphs}}<p style="white-space: pre-line">{{.}}</p>
{{end}}{{with .Link}}<p><a href="{{.}}">{{$.Open}}</a></p>
{{end}}<p style="color: #666; font-size: small">{{.Footer}}</p>
</body></html>
`))

// line is a text on one line.
func line(s string) string { return strings.Join(strings.Fields(s), " ") }

// meaning says a coded reason in words; what is no code of the program's catalogues stays as it is.
func meaning(reason string) string {
	r := program.Default().Reasons
	for _, c := range []program.Catalogue{r.Decline, r.Error, r.Return} {
		if found, ok := c.Find(reason); ok {
			return found.Text
		}
	}
	return reason
}

// post is the body of a webhook's notice, as Standard Webhooks shape it.
type post struct {
	Type      string    `json:"type"` // "notice." and the kind
	Timestamp time.Time `json:"timestamp"`
	Data      postData  `json:"data"`
}

type postData struct {
	Kind         Kind       `json:"kind"`
	Deal         Deal       `json:"deal"`
	Registration domain.ID  `json:"registration,omitempty"`
	Revision     int64      `json:"revision"`
	Position     string     `json:"position,omitempty"`
	Text         string     `json:"text"` // for people, in the first locale
	Org          domain.Org `json:"org"`
}

func (n *Notice) post() post {
	_, text := in("").tell(n.Kind, n.Facts)
	return post{"notice." + string(n.Kind), n.At.UTC(), postData{
		n.Kind, n.Deal, n.Facts.Registration, n.Revision, n.Position, text, n.Org,
	}}
}
