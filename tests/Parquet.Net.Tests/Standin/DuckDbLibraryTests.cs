using Parquet.DuckDb;

namespace Parquet.Tests.Standin;

public class DuckDbLibraryTests
{
    [Fact]
    public void Named_library_wins_and_nothing_is_fetched()
    {
        var some = typeof(DuckDbLibraryTests).Assembly.Location;

        Assert.Equal(some, DuckDbLibrary.Locate(name => name == DuckDbLibrary.PathVariable ? some : null, (_, _) => Assert.Fail("fetched")));
    }

    [Fact]
    public void Named_library_that_is_missing_is_told()
    {
        var error = Assert.Throws<DllNotFoundException>(() => DuckDbLibrary.Locate(_ => "/nowhere/libduckdb.so", (_, _) => Assert.Fail("fetched")));

        Assert.Contains("/nowhere/libduckdb.so", error.Message);
        Assert.Contains(DuckDbLibrary.PathVariable, error.Message);
    }

    [Fact]
    public void Pinned_library_goes_to_the_cache_folder()
    {
        var cache = Directory.CreateTempSubdirectory("slug-test-").FullName;
        var asked = "";
        try
        {
            Assert.Throws<DllNotFoundException>(() => DuckDbLibrary.Locate(name => name == DuckDbLibrary.CacheVariable ? cache : null, (package, folder) =>
            {
                Assert.StartsWith(Path.Combine(cache, "duckdb"), folder, StringComparison.Ordinal);
                asked = package;
                throw new DllNotFoundException("no network");
            }));
            Assert.Equal("@duckdb/node-bindings-linux-x64@1.5.6-r.1", asked);
        }
        finally
        {
            Directory.Delete(cache, recursive: true);
        }
    }

    [Fact]
    public void Npm_failure_says_what_to_do()
    {
        var folder = Directory.CreateTempSubdirectory("slug-test-").FullName;
        try
        {
            // A folder path is no package, so npm fails here without the network.
            var error = Assert.Throws<DllNotFoundException>(() => NpmPack.Run(Path.Combine(folder, "absent"), folder));
            Assert.Contains(DuckDbLibrary.PathVariable, error.Message);
            Assert.Contains("npm", error.Message);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
