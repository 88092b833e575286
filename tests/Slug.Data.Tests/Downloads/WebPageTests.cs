using System.Text;
using Slug.Data.Downloads;

namespace Slug.Data.Tests.Downloads;

public sealed class WebPageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("<!DOCTYPE html>\n<html>", true)]
    [InlineData("\uFEFF \r\n<!doctype HTML>", true)]
    [InlineData("<html lang=en>", true)]
    [InlineData("<?xml version='1.0'?><svg/>", false)]
    [InlineData("PK\u0003\u0004", false)]
    [InlineData("", false)]
    public void Pages_are_told_from_data(string text, bool isPage)
    {
        File.WriteAllBytes(_folder.File("x"), Encoding.UTF8.GetBytes(text));
        Assert.Equal(isPage, WebPage.IsAt(_folder.File("x")));
    }
}
