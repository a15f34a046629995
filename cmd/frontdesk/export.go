package main

import (
	"bufio"
	"context"
	"encoding/hex"
	"encoding/json"
	"unicode/utf8"

	"frontdesk/store/bolt"
)

type exportCmd struct{}

// Run prints every row of the store.
func (exportCmd) Run(ctx context.Context, a *app, io streams) error {
	return send(ctx, a, &export{}, io)
}

// export prints every row as one JSON object a line, table by table in the order of the keys.
type export struct{}

// row is a row of the store. Keys are bytes, in hexadecimal; a value is JSON as it is, or else text, or bytes in hexadecimal.
type row struct {
	Table string          `json:"table"`
	Key   string          `json:"key"`
	Value json.RawMessage `json:"value,omitempty"`
	Text  string          `json:"text,omitempty"`
	Bytes string          `json:"bytes,omitempty"`
}

func (*export) name() string { return "export" }
func (*export) bare()        {}

func (*export) do(ctx context.Context, d *desk, io streams) error {
	return d.store.Snapshot(ctx, func(s bolt.Snapshot) error {
		out := bufio.NewWriter(io.out)
		enc := json.NewEncoder(out)
		enc.SetEscapeHTML(false)
		err := s.All(ctx, func(table string, key, value []byte) error {
			r := row{Table: table, Key: hex.EncodeToString(key)}
			switch {
			case json.Valid(value):
				r.Value = value
			case utf8.Valid(value):
				r.Text = string(value)
			default:
				r.Bytes = hex.EncodeToString(value)
			}
			return enc.Encode(r)
		})
		if err != nil {
			return err
		}
		return out.Flush()
	})
}
