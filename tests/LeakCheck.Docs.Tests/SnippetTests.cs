namespace LeakCheck.Docs.Tests;

public class SnippetTests
{
    // The settings page is held to its code by the tests of the settings.
    public static TheoryData<string> Pages => [.. Repository.Pages.Except(["docs/settings.md"])];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_block_of_csharp_is_a_region_of_a_compiled_file(string page)
    {
        foreach (CodeBlock block in CodeBlock.In(page).Where(block => block.Language == "csharp"))
        {
            block.Marker.Should().StartWith("snippet: ", "the block at {0} must name its region", block.Place);
            block.Text.Should().Equal(Snippet.Read(block.Marker!["snippet: ".Length..]), "the block at {0} is a copy of its region", block.Place);
        }
    }

    [Fact]
    public void A_region_is_read_without_its_indentation()
    {
        #region sample
        string first = "a";
        if (first.Length > 0)
        {
            first += "b";
        }
        #endregion

        Snippet.Read("tests/LeakCheck.Docs.Tests/SnippetTests.cs#sample")
            .Should().Equal("string first = \"a\";", "if (first.Length > 0)", "{", "    first += \"b\";", "}");
    }

    [Theory]
    [InlineData("README.md")]
    [InlineData("no/such/file.cs#sample")]
    [InlineData("tests/LeakCheck.Docs.Tests/SnippetTests.cs#no-such-region")]
    public void A_reference_that_leads_nowhere_is_an_error(string reference)
    {
        FluentActions.Invoking(() => Snippet.Read(reference)).Should().Throw<InvalidDataException>();
    }
}
