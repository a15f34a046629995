package moderation

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"frontdesk/moderation/secret"
)

// CheckNames reads «handle<TAB>display name» lines and writes a verdict for each, in order, empty lines too: a JSON object
// or a line for people. Lines end at LF only and may be of any length. It ends with the input, with ctx, or with an error of
// either side.
func CheckNames(ctx context.Context, n *Names, in io.Reader, out io.Writer, asJSON bool) error {
	type row struct {
		Handle  string   `json:"handle"`
		Name    string   `json:"name"`
		Verdict Likeness `json:"verdict"`
		Like    string   `json:"like"`
		Score   float64  `json:"score"`
		Reasons []string `json:"reasons"`
	}
	return eachLine(ctx, in, out, func(line string) (any, string) {
		handle, name, ok := strings.Cut(line, "\t")
		if !ok {
			handle, name = "", line
		}
		v := n.Check(handle, name)
		r := row{handle, name, v.Verdict, v.Like, v.Score, append([]string{}, v.Reasons...)}
		text := fmt.Sprintf("%-9s %s", v.Verdict, line)
		if v.Verdict != Clear {
			text = fmt.Sprintf("%-9s %s  like %s (%.2f): %s", v.Verdict, line, v.Like, v.Score, strings.Join(v.Reasons, "; "))
		}
		return r, text
	}, asJSON)
}

// CheckLinks reads one message a line; otherwise as [CheckNames].
func CheckLinks(ctx context.Context, l *Links, in io.Reader, out io.Writer, asJSON bool) error {
	type row struct {
		Message string    `json:"message"`
		Verdict LinkLevel `json:"verdict"`
		Links   []Link    `json:"links"`
	}
	return eachLine(ctx, in, out, func(line string) (any, string) {
		v := l.Check(line)
		text := fmt.Sprintf("%-10s %s", v.Verdict, line)
		for _, link := range v.Links {
			if link.Reason != "" {
				text += fmt.Sprintf("\n           %s: %s", link.Text, link.Reason)
			}
		}
		return row{line, v.Verdict, append([]Link{}, v.Links...)}, text
	}, asJSON)
}

// CheckSecrets reads one message a line, its line feeds, tabs and backslashes escaped (\n, \t, \\); otherwise as [CheckNames].
// It writes verdicts and kinds, and the message never.
func CheckSecrets(ctx context.Context, d *secret.Detector, in io.Reader, out io.Writer, asJSON bool) error {
	type row struct {
		Verdict secret.Level  `json:"verdict"`
		Kinds   []secret.Kind `json:"kinds"`
	}
	unescape := strings.NewReplacer(`\\`, `\`, `\n`, "\n", `\t`, "\t")
	number := 0
	return eachLine(ctx, in, out, func(line string) (any, string) {
		v := d.Check(unescape.Replace(line))
		number++
		return row{v.Verdict, append([]secret.Kind{}, v.Kinds...)}, strings.TrimSpace(fmt.Sprintf("%d: %s %s", number, v.Verdict, joinKinds(v.Kinds)))
	}, asJSON)
}

func joinKinds(kinds []secret.Kind) string {
	words := make([]string, len(kinds))
	for i, k := range kinds {
		words[i] = string(k)
	}
	return strings.Join(words, ", ")
}

// eachLine answers every line, as an object or as text. What is written is flushed whenever the input has to be waited for.
func eachLine(ctx context.Context, in io.Reader, out io.Writer, answer func(line string) (object any, text string), asJSON bool) error {
	w := bufio.NewWriterSize(out, 64<<10)
	r := bufio.NewReaderSize(flushing{in, w}, 64<<10)
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	for {
		if err := ctx.Err(); err != nil {
			return errors.Join(err, w.Flush())
		}
		line, err := r.ReadBytes('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return fmt.Errorf("reading lines: %w", errors.Join(err, w.Flush()))
		}
		if ended := err != nil; ended && len(line) == 0 {
			return w.Flush()
		}
		object, text := answer(string(bytes.TrimSuffix(line, []byte("\n"))))
		if asJSON {
			err = encoder.Encode(object)
		} else {
			_, err = fmt.Fprintln(w, text)
		}
		if err != nil {
			return fmt.Errorf("writing verdicts: %w", err)
		}
	}
}

// flushing writes out what is ready before every read that may have to wait.
type flushing struct {
	in  io.Reader
	out *bufio.Writer
}

func (f flushing) Read(p []byte) (int, error) {
	if err := f.out.Flush(); err != nil {
		return 0, err
	}
	return f.in.Read(p)
}
