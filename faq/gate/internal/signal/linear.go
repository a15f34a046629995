package signal

import (
	"encoding/binary"
	"errors"
	"math"
)

// Linear is a trained linear model with its calibration: P = 1 / (1 + exp(−(Slope·margin + Offset))).
type Linear struct {
	Weights []int8 // 1<<Bits, in units of Step
	Step    float64
	Slope   float64
	Offset  float64
}

const magic = "FDGATE1\n"

var errModel = errors.New("gate model: not a model of this version; run go generate ./faq/gate")

// Quantise makes a model of real weights, one byte each. The few largest are cut at the limit.
func Quantise(weights []float64) Linear {
	const limit = 127
	top := 0.0
	for _, w := range weights {
		top = max(top, math.Abs(w))
	}
	m := Linear{Weights: make([]int8, len(weights)), Step: 1, Slope: 1}
	if top == 0 {
		return m
	}
	m.Step = top / limit
	for i, w := range weights {
		m.Weights[i] = int8(math.Round(w / m.Step))
	}
	return m
}

// Margin is the distance from the border between the classes, positive for help.
func (m *Linear) Margin(v *Vector) float64 { return m.Step * v.Dot(m.Weights) }

// Probability calibrates a margin.
func (m *Linear) Probability(margin float64) float64 {
	return 1 / (1 + math.Exp(-(float64(m.Slope*margin) + m.Offset)))
}

// MarshalBinary gives the bytes of a model: the same model, the same bytes.
func (m *Linear) MarshalBinary() ([]byte, error) {
	out := []byte(magic)
	for _, x := range []float64{m.Step, m.Slope, m.Offset} {
		out = binary.BigEndian.AppendUint64(out, math.Float64bits(x))
	}
	for _, w := range m.Weights {
		out = append(out, byte(w))
	}
	return out, nil
}

// UnmarshalBinary reads what MarshalBinary wrote.
func (m *Linear) UnmarshalBinary(b []byte) error {
	const head = len(magic) + 3*8
	if len(b) != head+1<<Bits || string(b[:len(magic)]) != magic {
		return errModel
	}
	for i, x := range []*float64{&m.Step, &m.Slope, &m.Offset} {
		*x = math.Float64frombits(binary.BigEndian.Uint64(b[len(magic)+8*i:]))
	}
	m.Weights = make([]int8, 1<<Bits)
	for i := range m.Weights {
		m.Weights[i] = int8(b[head+i])
	}
	return nil
}
