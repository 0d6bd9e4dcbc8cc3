package localserver_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/eventstore/postgres/localserver"
)

func TestAFolderBelowAClosedOneIsServed(t *testing.T) {
	each(t, func(t *testing.T, who somebody, dir string) {
		require.NoError(t, os.RemoveAll(dir))
		require.NoError(t, os.Chmod(filepath.Dir(dir), 0o700)) // as a home folder, or a temporary one
		p := who.serve(t, dir)
		execute(t, p.URL, "create table kept ()")
		require.NoError(t, p.close())
		p = who.serve(t, dir)
		execute(t, p.URL, "drop table kept")
		require.NoError(t, p.close())
	})
}

func TestAProgramThatShutsItsFilesToOthersStillLetsItsServerIn(t *testing.T) {
	each(t, func(t *testing.T, who somebody, dir string) {
		require.NoError(t, os.RemoveAll(dir))
		p := who.start(t, task{Dir: dir, Umask: 0o077})
		require.Empty(t, p.Error)
		execute(t, p.URL, "select")
		require.Equal(t, filepath.Join(dir, "postgres"), localserver.HomeOf(dir))
	})
}

func TestASymbolicLinkLeadsToTheSameCluster(t *testing.T) {
	t.Parallel()
	dir := self().used(t)
	p := self().serve(t, dir)
	link := filepath.Join(filepath.Dir(dir), "link")
	require.NoError(t, os.Symlink(dir, link))
	verb := self().start(t, task{Dir: link, Verb: true})
	require.Equal(t, p.URL, verb.URL, verb.Error)
}

func TestAFolderThatIsMovedKeepsItsCluster(t *testing.T) {
	each(t, func(t *testing.T, who somebody, dir string) {
		p := who.serve(t, dir)
		execute(t, p.URL, "create table kept ()")
		require.NoError(t, p.close())
		moved := filepath.Join(filepath.Dir(dir), "moved")
		require.NoError(t, os.Rename(dir, moved))
		p = who.serve(t, moved)
		execute(t, p.URL, "drop table kept")
		require.NoError(t, p.close())
		require.NoError(t, os.Rename(moved, dir))
	})
}

// What is special for root is tested for root alone: the cluster of another user's folder never lies apart.
func TestAClusterThatLiesApart(t *testing.T) {
	if os.Geteuid() != 0 {
		return
	}
	t.Parallel()
	dir := self().folder(t)
	require.NoError(t, os.Chmod(filepath.Dir(dir), 0o700))
	require.NoError(t, self().serve(t, dir).close())
	home := localserver.HomeOf(dir)
	pointer, belongs := filepath.Join(dir, "postgres.at"), filepath.Join(home, "belongs")
	require.False(t, strings.HasPrefix(home, dir))

	refusal := func(folder string) string { return self().start(t, task{Dir: folder}).Error }
	t.Run("is not shared with a copy of its folder", func(t *testing.T) {
		copied := filepath.Join(filepath.Dir(dir), "copied")
		require.NoError(t, os.CopyFS(copied, os.DirFS(dir)))
		require.Contains(t, refusal(copied), copied+" is a copy of "+dir+", whose cluster in "+home+" is not copied with it")
		require.NoError(t, self().serve(t, dir).close())
		require.Error(t, localserver.Remove(t.Context(), copied))
		require.DirExists(t, home)
	})
	t.Run("is not shared when the copy has taken the place of its folder", func(t *testing.T) {
		moved := filepath.Join(filepath.Dir(dir), "taken")
		require.NoError(t, os.Rename(dir, moved))
		require.NoError(t, os.CopyFS(dir, os.DirFS(moved)))
		p := self().serve(t, dir)
		require.Contains(t, refusal(moved), moved+" is a copy of "+dir)
		require.NoError(t, p.close())
	})
	t.Run("is refused to a folder that reaches it while it is in use", func(t *testing.T) {
		p := self().serve(t, dir)
		other := filepath.Join(filepath.Dir(dir), "other")
		require.NoError(t, os.Mkdir(other, 0o700))
		named, err := os.ReadFile(pointer)
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(filepath.Join(other, "postgres.at"), named, 0o600))
		was, err := os.ReadFile(belongs)
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(belongs, []byte(other+"\n0\n"), 0o600))
		require.Contains(t, refusal(other), "is in use through another data folder")
		require.NoError(t, os.WriteFile(belongs, was, 0o600))
		require.NoError(t, p.close())
	})
	t.Run("is not trusted where others may change it", func(t *testing.T) {
		require.NoError(t, os.Chmod(home, 0o777))
		require.Contains(t, refusal(dir), home+" is not a folder that user root alone may change")
		require.NoError(t, os.Chmod(home, 0o711))
		require.NoError(t, os.Chown(home, 65534, 65534))
		require.Contains(t, refusal(dir), home+" is not a folder that user root alone may change")
		require.NoError(t, os.Chown(home, 0, 0))
	})
	t.Run("is not replaced by an empty one when it is gone", func(t *testing.T) {
		require.NoError(t, os.Rename(home, home+"-gone"))
		require.Contains(t, refusal(dir), pointer+" names a cluster that is not there")
		require.NoError(t, os.Rename(home+"-gone", home))
		require.NoError(t, self().serve(t, dir).close())
	})
}

func TestAClusterWhoseFolderWasClosedAfterwardsIsRefusedToRoot(t *testing.T) {
	if os.Geteuid() != 0 {
		return
	}
	t.Parallel()
	dir := self().used(t)
	require.NoError(t, os.Chmod(filepath.Dir(dir), 0o700))
	require.Contains(t, self().start(t, task{Dir: dir}).Error, "(chmod o+x "+filepath.Dir(dir)+")")
	require.NoError(t, os.Chmod(filepath.Dir(dir), 0o711))
	require.NoError(t, self().serve(t, dir).close())
}

func TestAnotherUsersFolderIsRefused(t *testing.T) {
	if os.Geteuid() != 0 {
		return
	}
	t.Parallel()
	for _, of := range everybody() {
		for _, is := range everybody() {
			if of.name == is.name {
				continue
			}
			dir := of.used(t)
			of.serve(t, dir)
			require.NoError(t, os.Chmod(dir, 0o755))
			require.Contains(t, is.start(t, task{Dir: dir, Verb: true}).Error,
				"the data folder "+dir+" belongs to user "+of.name+", and this is user "+is.name)
		}
	}
}

func TestAFolderThatCannotBeMadeSaysWhoMayNot(t *testing.T) {
	t.Parallel()
	for _, who := range everybody() {
		file := filepath.Join(filepath.Dir(who.folder(t)), "file")
		require.NoError(t, os.WriteFile(file, nil, 0o644))
		require.Contains(t, who.start(t, task{Dir: filepath.Join(file, "data")}).Error, "not a directory")
		if who.credential != nil || os.Geteuid() != 0 {
			require.Contains(t, who.start(t, task{Dir: "/cosell-data"}).Error, "user "+who.name+" may not use /cosell-data")
		}
	}
}
