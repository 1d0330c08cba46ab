using Leader.Projections.Views.Engine;

namespace Leader.Projections.Tests;

public class Who_asks_at_a_time_asks_one_question
{
    private readonly List<TaskCompletionSource<int>> _asked = [];
    private readonly SharedQuestion<int> _question;

    public Who_asks_at_a_time_asks_one_question() => _question = new(() =>
    {
        lock (_asked) _asked.Add(new(TaskCreationOptions.RunContinuationsAsynchronously));
        return _asked[^1].Task;
    });

    [Fact]
    public async Task And_nobody_gets_an_answer_that_is_older_than_the_question()
    {
        var first = _question.AskAsync(default);
        Task<int>[] meanwhile = [_question.AskAsync(default), _question.AskAsync(default), _question.AskAsync(default)];
        _asked.Count.ShouldBe(1);
        _asked[0].SetResult(1);
        (await first).ShouldBe(1);
        await UntilAsync(2);
        var later = _question.AskAsync(default);
        _asked[1].SetResult(2);
        (await Task.WhenAll(meanwhile)).ShouldBe([2, 2, 2]);
        await UntilAsync(3);
        _asked[2].SetResult(3);
        (await later).ShouldBe(3);
        _ = _question.AskAsync(default);
        _asked.Count.ShouldBe(4, "nobody asks just then: it is asked at once");
    }

    [Fact]
    public async Task A_question_that_hangs_or_fails_is_asked_again_for_the_next()
    {
        var (hangs, next) = (_question.AskAsync(default), _question.AskAsync(default));
        await UntilAsync(2);
        _asked[1].SetException(new TimeoutException());
        await Should.ThrowAsync<TimeoutException>(next);
        var after = _question.AskAsync(default);
        _asked[2].SetResult(3);
        (await after).ShouldBe(3);
        hangs.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task Whoever_goes_away_takes_nothing_from_the_others()
    {
        using var goes = new CancellationTokenSource();
        _ = _question.AskAsync(default);
        var (gone, stays) = (_question.AskAsync(goes.Token), _question.AskAsync(default));
        await goes.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(gone);
        _asked[0].SetResult(1);
        await UntilAsync(2);
        _asked[1].SetResult(2);
        (await stays).ShouldBe(2);
    }

    private async Task UntilAsync(int asked)
    {
        for (var i = 0; _asked.Count < asked && i < 500; i++) await Task.Delay(10);
        _asked.Count.ShouldBe(asked);
    }
}
