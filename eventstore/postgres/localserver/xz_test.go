package localserver_test

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
)

// xz wraps data, uncompressed, in the format of xz: one stream of one block.
func xz(data []byte) []byte {
	var out bytes.Buffer
	sum := func(part []byte) { _ = binary.Write(&out, binary.LittleEndian, crc32.ChecksumIEEE(part)) }
	flags := []byte{0, 0} // no check of the content
	out.WriteString("\xfd7zXZ\x00")
	out.Write(flags)
	sum(flags)

	header := []byte{2, 0, 0x21, 1, 0, 0, 0, 0} // twelve bytes with its sum; one filter: LZMA2, smallest dictionary
	out.Write(header)
	sum(header)
	body := out.Len()
	control := byte(1) // an uncompressed chunk that resets the dictionary
	for rest := data; len(rest) > 0; control = 2 {
		n := min(len(rest), 1<<16)
		out.WriteByte(control)
		_ = binary.Write(&out, binary.BigEndian, uint16(n-1))
		out.Write(rest[:n])
		rest = rest[n:]
	}
	out.WriteByte(0)
	unpadded := 12 + out.Len() - body
	out.Write(make([]byte, -(out.Len()-body)&3))

	index := []byte{0, 1}
	index = binary.AppendUvarint(index, uint64(unpadded))
	index = binary.AppendUvarint(index, uint64(len(data)))
	index = append(index, make([]byte, -len(index)&3)...)
	out.Write(index)
	sum(index)
	footer := binary.LittleEndian.AppendUint32(nil, uint32(len(index)+4)/4-1)
	footer = append(footer, flags...)
	sum(footer)
	out.Write(footer)
	out.WriteString("YZ")
	return out.Bytes()
}
