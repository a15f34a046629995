// Package picture tells whether a profile picture is an official's, recompressed, resized, recoloured, cropped, bordered,
// badged, mirrored or cut to a circle. It is pure: bytes in, verdict out; everything is deterministic and safe for concurrent use.
//
//	print, err := picture.Read(bytes)       // once for each picture; keep it under the hash of the bytes or the platform's ID of the picture
//	gallery := picture.NewGallery(prints)   // of the officials, whenever the roster changes
//	match, ok := gallery.Match(print)       // match.ID, match.Distance
//
// A 64-bit perceptual hash is the sieve, not the proof: pictures of one composition are within 8 bits of each other too often.
// The proof is a correlation of small grey copies and of their edges, in the disc that platforms show, with one corner excused.
// Of 4,000 other pictures of the tests' seven families (logos, faces, wallpapers, letters, noise, landscapes, initials) none is
// taken for one of 60 officials; by the hash alone, within 8 bits of any form, dozens are. A picture alone still only reports:
// communities wear each other's logos.
package picture
