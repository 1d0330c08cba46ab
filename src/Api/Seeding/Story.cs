namespace Leader.Api.Seeding;
public static class Story { public static IReadOnlyList<PlayedAct> Play(string folder) => []; }
