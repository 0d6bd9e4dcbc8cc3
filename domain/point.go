package domain

import "math"

// Point is a place on earth in degrees (WGS 84), north and east counted up.
type Point struct {
	Latitude  float64 `json:"latitude" minimum:"-90" maximum:"90" doc:"Degrees north of the equator, below nought south of it."`
	Longitude float64 `json:"longitude" minimum:"-180" maximum:"180" doc:"Degrees east of Greenwich, below nought west of it."`
}

// earthRadius is the mean radius in kilometres (IUGG).
const earthRadius = 6371.0088

// Kilometres is the way from p to q along the surface of a round earth (haversine), rounded to whole kilometres. The
// conversions keep a processor that could from multiplying and adding in one step, which would round otherwise: a choice is
// made again elsewhere.
func (p Point) Kilometres(q Point) int64 {
	lat1, lat2 := p.Latitude*math.Pi/180, q.Latitude*math.Pi/180
	north, east := math.Sin((lat2-lat1)/2), math.Sin((q.Longitude-p.Longitude)*math.Pi/360)
	h := float64(north*north) + float64(math.Cos(lat1)*math.Cos(lat2)*east*east)
	return int64(math.Round(2 * earthRadius * math.Asin(math.Sqrt(min(1, h)))))
}
