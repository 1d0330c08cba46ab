using Leader.Api.Seeding;

namespace Leader.Api.Tests.Seeding;

public sealed class Tables_are_read_by_their_head : IDisposable
{
    private const string Head = "version,year,announced_on,date,kind,name,source\n";
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void Quotes_line_ends_blank_lines_and_remarks_are_those_of_RFC_4180()
    {
        File.WriteAllText(_file, "\uFEFFa,b\r\n# a remark, with a comma\r\n\r\n1,\"one, \"\"two\"\"\nthree\"\r\n 2 ,\r\n");

        var rows = CsvRow.Read(_file).ToList();

        rows.Select(r => (r["a"], r.OrNull("b"))).ShouldBe([("1", "one, \"two\"\nthree"), ("2", null)]);
        rows[1].Where.ShouldBe($"{Path.GetFileName(_file)}, line 6");
    }

    [Theory]
    [InlineData("1,2,3\n", ", line 2: has 3 fields; the head has 2.")]
    [InlineData("1\n", ", line 2: has 1 fields; the head has 2.")]
    [InlineData("1,\"2\"x\n", ", line 2: has a quotation mark in the wrong place.")]
    [InlineData("1,\"2\n", ", line 3: has a quotation mark in the wrong place.")]
    public void A_row_that_is_none_is_told_with_its_place(string row, string told)
    {
        File.WriteAllText(_file, "a,b\n" + row);
        Should.Throw<StoryException>(() => CsvRow.Read(_file).ToList()).Message.ShouldEndWith(told);
    }

    [Theory]
    [InlineData("version,year\n2030.1,2030", "there is no column 'announced_on'.")]
    [InlineData(Head + "2030.1,2030,2029-11-05,2030-02-30,rest,元旦,x", "'2030-02-30' is not a day, as 2024-02-29.")]
    [InlineData(Head + "2030.1,2030,2029-11-05,2030-01-01,off,元旦,x", "'off' in column 'kind' is none of Rest, Work.")]
    [InlineData(Head + ",2030,2029-11-05,2030-01-01,rest,元旦,x", "column 'version' is empty.")]
    [InlineData(Head + "2030.1,30.5,2029-11-05,2030-01-01,rest,元旦,x", "column 'year' is not a number.")]
    public void A_broken_calendar_is_not_read(string csv, string told)
    {
        File.WriteAllText(_file, csv);
        Should.Throw<StoryException>(() => StoryFiles.Announcements(_file)).Message.ShouldEndWith(told);
    }

    [Fact]
    public void Rest_days_and_working_days_are_told_apart()
    {
        File.WriteAllText(_file, Head + "2030.1,2030,2029-11-05,2030-01-01,rest,元旦,x\n2030.1,2030,2029-11-05,2030-01-05,work,元旦,x");

        var (announced, on) = StoryFiles.Announcements(_file).ShouldHaveSingleItem();

        on.ShouldBe(new DateOnly(2029, 11, 5));
        (announced.Version, announced.Year, announced.Source).ShouldBe(("2030.1", 2030, "x"));
        announced.RestDays.ShouldBe([new DateOnly(2030, 1, 1)]);
        announced.WorkingDays.ShouldBe([new DateOnly(2030, 1, 5)]);
    }
}
